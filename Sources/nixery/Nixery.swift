@main
struct Nixery {
    static func main() {}
}
