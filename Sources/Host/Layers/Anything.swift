/// A JSON value that does not matter: only whether it is there.
struct Anything: Decodable {
    init(from decoder: any Decoder) {}
}
