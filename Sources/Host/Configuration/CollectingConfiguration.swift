/// What `nixery gc` keeps. An image that any of ``keepLast`` and ``pulledWithin`` keeps stays; when neither is set, all stay.
package struct CollectingConfiguration: Hashable, Sendable {
    /// The images of each name that were built last, so many of them.
    package var keepLast: Int?
    /// Images that were pulled in this time, to the day.
    package var pulledWithin: Duration?
    /// Bytes of all images together; beyond it, those that were used longest ago go.
    package var maximumSize: Int64?
    /// Nothing younger goes, whatever the rules say: it may belong to a build that is under way.
    package var grace = Duration.seconds(86_400)
    /// How long facts about packages, answers of sources and logs of builds are kept. What is needed again is found out again.
    package var recordAge = Duration.seconds(90 * 86_400)

    package init() {}
}
