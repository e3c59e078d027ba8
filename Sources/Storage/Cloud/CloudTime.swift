import Glibc

/// Forms of time in requests and answers, all in UTC.
package enum CloudTime {
    /// `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, section 5.6.7).
    package static func parseHTTP(_ text: String) -> Int64? {
        guard let parts = text.wholeMatch(of: /[A-Z][a-z]{2}, (\d\d) ([A-Z][a-z]{2}) (\d{4}) ([\d:]{8}) GMT/)?.output,
            let month = months.firstIndex(of: parts.2)
        else { return nil }
        return seconds(year: parts.3, month: month + 1, day: parts.1, time: parts.4)
    }

    /// `2024-05-01T12:00:00Z`, also with fractions of a second, which are dropped.
    package static func parseISO(_ text: String) -> Int64? {
        // By bytes, because a listing has one for each object.
        let parts = text.split(separator: "T", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1].utf8.last == UInt8(ascii: "Z") else { return nil }
        let date = parts[0].split(separator: "-", omittingEmptySubsequences: false)
        let time = parts[1].dropLast().split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard date.count == 3, date[0].utf8.count == 4, let month = Int(date[1]),
            time.count == 1 || time[1].utf8.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains)
        else { return nil }
        return seconds(year: date[0], month: month, day: date[2], time: time[0])
    }

    /// `20130524T000000Z`.
    package static func compact(_ seconds: Int64) -> String {
        var parts = tm()
        var time = time_t(seconds)
        guard gmtime_r(&time, &parts) != nil else { return "" }
        var text = [CChar](repeating: 0, count: 64)
        let count = strftime(&text, text.count, "%Y%m%dT%H%M%SZ", &parts)
        return String(decoding: text.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private static let months: [Substring] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    private static func seconds(year: Substring, month: Int, day: Substring, time: Substring) -> Int64? {
        let clock = time.split(separator: ":").compactMap { Int32($0) }
        guard clock.count == 3, let year = Int32(year), let day = Int32(day), (1...12).contains(month) else {
            return nil
        }
        var parts = tm()
        (parts.tm_year, parts.tm_mon, parts.tm_mday) = (year - 1900, Int32(month - 1), day)
        (parts.tm_hour, parts.tm_min, parts.tm_sec) = (clock[0], clock[1], clock[2])
        return Int64(timegm(&parts))
    }
}
