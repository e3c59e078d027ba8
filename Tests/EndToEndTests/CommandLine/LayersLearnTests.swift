import Conformance
import FoundationEssentials
import Glibc
import OCI
import Subprocess
import SystemPackage
import Testing

/// `nixery layers learn` and `nixery layers requests`, through the real program.
@Suite struct LayersLearnTests {
    @Test func `A learned table groups what it learned from`() async throws {
        try await LayerFiles.run { files in
            let table = files.folder.appending("table.json").string
            let learned = try await files.layers(
                "learn", "--requests", files.requests.string, "--graph", files.nodes.string, "--output", table)
            #expect(learned.status == 0, "\(learned.output)")
            #expect(
                learned.output.contains(
                    /learned \d+ families for 94 layers from 3 images\nlearned \d+ families for 40 layers from 3 images\n/
                ), "\(learned.output)")
            #expect(!learned.output.contains("\u{1B}"), "no terminal is there")
            let lines = try readText(FilePath(table)).split(separator: "\n")
            #expect(lines.first == #"{"version":1,"images":3,"levels":["#)
            for package in ["base", "libx", "liby", "one", "two"] {
                #expect(lines.count { $0.contains("\"\(package)\"") } == 2, "\(package) is in one family of each level")
            }
            let planned = try await files.plan("families", "--table", table)
            #expect(planned.status == 0, "\(planned.output)")
            #expect(try files.plans["a"]?.joined().count == 4)
        }
    }

    @Test func `A table is learned from a graph alone, the same one every time`() async throws {
        try await LayerFiles.run { files in
            for name in ["first", "second"] {
                let result = try await files.layers(
                    "learn", "--graph", files.nodes.string, "--synthetic", "30", "--base", "base", "--output",
                    files.folder.appending(name).string)
                #expect(result.status == 0, "\(result.output)")
                #expect(
                    result.output.contains(/learned \d+ families for 94 layers from 30 images\n/), "\(result.output)")
            }
            #expect(
                try readText(files.folder.appending("first")) == readText(files.folder.appending("second")))
        }
    }

    @Test(.requires("gzip")) func `A table whose name ends in .gz is compressed, and used as it is`() async throws {
        try await LayerFiles.run { files in
            let table = files.folder.appending("table.json.gz").string
            let learned = try await files.layers(
                "learn", "--requests", files.requests.string, "--graph", files.nodes.string, "--output", table)
            #expect(learned.status == 0, "\(learned.output)")
            #expect(try await Program.run("gzip", ["--test", table]).status == 0)
            #expect(try await files.plan("families", "--table", table).status == 0)
        }
    }

    @Test func `A base package must be in the graph where it was asked for; a usual one may be missing`() async throws {
        try await LayerFiles.run { files in
            let learn = ["layers", "learn", "--graph", files.nodes.string, "--output", files.output.string]
            let refused = try await Program.run(Program.nixery.string, learn + ["--base", "base", "--base", "nowhere"])
            #expect(refused.status == 1)
            let error = "nixery: no package of '\(files.nodes)' is called 'nowhere', as --base says"
            #expect(refused.output.contains(error), "\(refused.output)")
            let noted = try await Program.run(Program.nixery.string, learn)
            #expect(noted.status == 0, "\(noted.output)")
            for name in ["cacert", "iana-etc"] {
                let note = "nixery: the graph has no package '\(name)', so drawn images are without it\n"
                #expect(noted.output.contains(note), "\(noted.output)")
            }
            // By the name of its store path.
            try files.nodes.write(readText(files.nodes).replacing(#""name":"base""#, with: #""name":"nss-cacert""#))
            let found = try await Program.run(Program.nixery.string, learn)
            #expect(!found.output.contains("'cacert'") && found.output.contains("'iana-etc'"), "\(found.output)")
        }
    }

    @Test func `Files without images are named`() async throws {
        try await LayerFiles.run { files in
            try files.nodes.write(#"{"nodes":[]}"#)
            try files.requests.write(#"{"requests":[]}"#)
            let learn = ["layers", "learn", "--graph", files.nodes.string, "--output", files.output.string]
            let drawn = try await Program.run(Program.nixery.string, learn)
            #expect(drawn.status == 1)
            #expect(
                drawn.output.hasSuffix("nixery: '\(files.nodes)' has no package to draw images from\n"),
                "\(drawn.output)")
            let read = try await Program.run(Program.nixery.string, learn + ["--requests", files.requests.string])
            #expect(read.status == 1)
            #expect(read.output.hasSuffix("nixery: '\(files.requests)' has no image to learn from\n"), "\(read.output)")
        }
    }

    @Test func `An interrupted command leaves no part of a table`() async throws {
        try await LayerFiles.run { files in
            let pipe = files.folder.appending("pipe")
            try #require(mkfifo(pipe.string, 0o600) == 0)
            let log = files.folder.appending("log")
            let descriptor = try FileDescriptor.open(
                log, .writeOnly, options: [.create], permissions: .ownerReadWrite)
            // It waits for the graph, which never comes.
            let result = try await Subprocess.run(
                .path(Program.nixery),
                arguments: ["layers", "learn", "--graph", pipe.string, "--output", files.output.string],
                input: .none, output: .fileDescriptor(descriptor, closeAfterSpawningProcess: false),
                error: .fileDescriptor(descriptor, closeAfterSpawningProcess: true)
            ) { execution in
                let process = execution.processIdentifier.value
                // It never ends by itself.
                defer { kill(process, SIGINT) }
                try await waitUntil("it reads images", while: process) {
                    try readText(log).contains("reading images")
                }
            }
            #expect(result.terminationStatus != .exited(0))
            #expect(try files.names == ["log", "nodes.json", "pipe", "requests.json"])
        }
    }

    @Test(.requires("nix-instantiate"))
    func `A server that is told to records what it builds, for learning and for export`() async throws {
        try await LayerFiles.run { files in
            let set = try SampleSet(in: files.folder, salt: files.folder.string)
            var options = Registry.Options(packages: set.folder, store: files.folder.appending("store"))
            options.environment = ["NIXERY_LAYERING_RECORD": "true", "NIXERY_LAYERING_BUDGET": "3"]
            let alone = try await Registry.run(options) { registry in
                for image in ["p1/p0", "p4"] { _ = try await registry.pull("\(image)/manifests/latest") }
                return Set(try await registry.pull("p0/p1/manifests/latest").manifest.layers.map(\.digest))
            }
            // Each library alone and the two programs together, and the links.
            #expect(alone.count == 4)
            let environment = ["NIXERY_PKGS_PATH": set.folder.string, "STORAGE_PATH": options.store.string]
            let log = files.folder.appending("log")
            let exported = try await files.layers("requests", "--output", log.string, environment: environment)
            #expect(exported.output == "wrote 2 images\n", "\(exported.output)")
            let lines = try readText(log).split(separator: "\n")
            #expect(lines.count == 2)
            #expect(lines.allSatisfy { $0.hasPrefix(#"{"packages":[{"name":""#) && $0.hasSuffix("]}") })
            #expect(!lines.joined().contains("/nix/store") && !lines.joined().contains("latest"))
            for arguments in [[], ["--requests", log.string]] {
                let table = files.output.string
                let learned = try await Program.run(
                    Program.nixery.string, ["layers", "learn", "--budget", "3", "--output", table] + arguments,
                    environment: environment)
                #expect(
                    learned.output.contains(/learned \d+ famil(y|ies) for 3 layers from 2 images\n/),
                    "\(learned.output)")
                options.environment["NIXERY_LAYERING_TABLE"] = table
                options.store = files.folder.appending("fresh\(arguments.count)")
                let grouped = try await Registry.run(options) { registry in
                    #expect(try !readText(registry.log).contains(Self.tooManyLayers))
                    return Set(try await registry.pull("p0/p1/manifests/latest").manifest.layers.map(\.digest))
                }
                // The table puts other packages together; without it, it would be the same image again.
                #expect(grouped.count == 4 && grouped != alone)
            }
        }
    }

    private static let tooManyLayers = "the families' table was learned for more layers than the budget"

    @Test(.requires("nix-instantiate"))
    func `A table is learned for the budget of the registry, which warns where its table is for more layers`()
        async throws
    {
        try await LayerFiles.run { files in
            let set = try SampleSet(in: files.folder, salt: files.folder.string)
            var options = Registry.Options(packages: set.folder, store: files.folder.appending("store"))
            options.environment = ["NIXERY_LAYERING_RECORD": "true", "NIXERY_LAYERING_BUDGET": "3"]
            try await Registry.run(options) { registry in _ = try await registry.pull("p1/manifests/latest") }
            let environment = ["NIXERY_PKGS_PATH": set.folder.string, "STORAGE_PATH": options.store.string]
            for (arguments, budgets) in [(["--set", "layering.budget=3"], [94, 40, 3]), (["--budget", "5"], [5])] {
                let learned = try await Program.run(
                    Program.nixery.string, ["layers", "learn", "--output", files.output.string] + arguments,
                    environment: environment)
                let told = learned.output.matches(of: /for (\d+) layers from 1 image/).compactMap { Int($0.1) }
                #expect(told == budgets, "\(learned.output)")
            }
            options.environment["NIXERY_LAYERING_TABLE"] = files.output.string
            let log = try await Registry.run(options) { registry in try readText(registry.log) }
            #expect(log.contains(Self.tooManyLayers))
            #expect(log.contains(#""learned":"5""#), "\(log)")
        }
    }

    @Test func `Without recorded images there is nothing to learn`() async throws {
        try await LayerFiles.run { files in
            try files.folder.appending("set/default.nix").write("{ }")
            let result = try await files.layers(
                "learn", "--output", files.output.string,
                environment: [
                    "NIXERY_PKGS_PATH": files.folder.appending("set").string,
                    "STORAGE_PATH": files.folder.appending("store").string,
                ])
            #expect(result.status == 1)
            #expect(
                result.output.hasSuffix(
                    "nixery: there is no image to learn from; set 'layering.record' and build some, or name files\n"))
        }
    }
}
