import Storage

/// Small objects as a registry has them: of 1000, 20 images with two manifests, a configuration and 10 of 100 layers each, and
/// facts about packages. The same number always gives the same object.
struct SmallObjects: Sequence {
    let count: Int

    struct Object: Sendable {
        let key: String
        let text: String
    }

    func makeIterator() -> some IteratorProtocol<Object> {
        (0..<count).lazy.map { Self.object($0) }.makeIterator()
    }

    private static func object(_ index: Int) -> Object {
        let (group, number) = index.quotientAndRemainder(dividingBy: 1000)
        switch number {
        case ..<100: return Object(key: "blobs/sha256/\(layer(group, number))", text: "a layer \(index)")
        case ..<200:
            return Object(
                key: "records/layers/\(hash("key", group, number - 100))", text: layerRecord(group, number - 100))
        case ..<300:
            return Object(
                key: "records/origins/\(layer(group, number - 200))",
                text: #"{"layerKey":"\#(hash("key", group, number - 200))"}"#)
        case ..<320: return Object(key: "blobs/sha256/\(config(group, number - 300))", text: "{}")
        case ..<340: return manifest(group, number - 320, kind: "oci")
        case ..<360: return manifest(group, number - 340, kind: "docker")
        case ..<380: return Object(key: "records/pulls/\(config(group, number - 360))", text: #"{"day":20000}"#)
        case ..<400:
            return Object(key: "records/images/\(hash("image", group, number))", text: imageRecord(group, number - 380))
        default: return fact(group, number)
        }
    }

    private static func fact(_ group: Int, _ number: Int) -> Object {
        let folder = ["attributes", "closures", "trees"][number % 3]
        return Object(
            key: "records/\(folder)/\(hash(folder, group, number).prefix(number % 3 == 0 ? 64 : 32))",
            text: #"{"known":"\#(String(repeating: "x", count: 300))"}"#)
    }

    private static func manifest(_ group: Int, _ image: Int, kind: String) -> Object {
        let layers = (0..<10).map { descriptor("layer.v1.tar+gzip", layer(group, (image * 7 + $0) % 100)) }
        let text = """
            {"config":\(descriptor("config.v1+json", config(group, image))),"layers":[\(layers.joined(separator: ","))],\
            "mediaType":"application/vnd.oci.image.manifest.v1+json","schemaVersion":2}
            """
        return Object(key: "manifests/sha256/\(hash(kind, group, image))", text: text)
    }

    private static func descriptor(_ kind: String, _ hex: String) -> String {
        #"{"digest":"sha256:\#(hex)","mediaType":"application/vnd.oci.image.\#(kind)","size":12}"#
    }

    private static func layerRecord(_ group: Int, _ number: Int) -> String {
        let digest = layer(group, number)
        return #"{"layer":{"diffID":"sha256:\#(digest)","diffSize":9,"digest":"sha256:\#(digest)","size":9}}"#
    }

    private static func imageRecord(_ group: Int, _ image: Int) -> String {
        let blobs = [config(group, image)] + (0..<10).map { layer(group, (image * 7 + $0) % 100) }
        let digests = blobs.map { #""sha256:\#($0)""# }.joined(separator: ",")
        return """
            {"blobs":[\(digests)],"docker":"sha256:\(hash("docker", group, image))","name":"package\(group)",\
            "oci":"sha256:\(hash("oci", group, image))","revision":"r\(image)","tag":"t\(image)"}
            """
    }

    private static func layer(_ group: Int, _ number: Int) -> String { hash("layer", group, number) }
    private static func config(_ group: Int, _ image: Int) -> String { hash("config", group, image) }

    /// 64 digits that look like a hash.
    private static func hash(_ kind: String, _ group: Int, _ number: Int) -> String {
        var state = UInt64(group) &* 1_000_003 &+ UInt64(number)
        for byte in kind.utf8 { state = state &* 31 &+ UInt64(byte) &+ 7 }
        return (0..<4).map { _ in
            let text = String(next(&state), radix: 16)
            return String(repeating: "0", count: 16 - text.count) + text
        }.joined()
    }

    /// SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014).
    private static func next(_ state: inout UInt64) -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
