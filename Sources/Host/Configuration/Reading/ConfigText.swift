/// A scalar's text and where it was found.
struct ConfigText {
    let text: String
    let origin: ConfigOrigin
}
