import OCI
package import SystemPackage

/// The work of the child process: one operation with libgit2.
///
/// libgit2 waits for ever for a silent server, and some of its settings are for the whole process; so the registry never
/// calls it, but starts itself again for each operation, and ends that process at its limits.
package enum GitOperation {
    /// Reads a ``GitRequest`` from the input and answers with lines of JSON, the last of which is the result or the error.
    package static func run(input: FileDescriptor, output: FileDescriptor) throws {
        ParentWatch.start(output)
        let request = try CanonicalJSON.decode(GitRequest.self, from: try input.readAll())
        let lines = ProgressLines(output)
        do {
            try GitLibrary.start()
            switch request {
            case .list(let place, let rules):
                try answer(try RefReader(report: lines.report).names(at: place, rules), output)
            case .resolve(let place, let selector, let rules):
                try answer(try RefReader(report: lines.report).resolve(selector, at: place, rules), output)
            case .checkout(let request):
                try answer(try TreeCheckout.run(request, report: lines.report), output)
            }
        } catch {
            let failure = error as? GitOperationError ?? GitOperationError(.other, "the git operation failed: \(error)")
            try output.writeAll(try GitMessage<NoResult>.failure(failure).line())
        }
    }

    private static func answer(_ result: some Codable, _ output: FileDescriptor) throws {
        try output.writeAll(try GitMessage.result(result).line())
    }
}

extension FileDescriptor {
    /// All that can be read from here.
    fileprivate func readAll() throws -> [UInt8] {
        var bytes: [UInt8] = []
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 1)
        defer { buffer.deallocate() }
        while true {
            let count = try read(into: buffer)
            if count == 0 { return bytes }
            bytes += buffer[..<count]
        }
    }
}
