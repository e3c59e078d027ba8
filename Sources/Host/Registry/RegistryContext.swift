import Hummingbird
import NIOCore

/// What accompanies one request on its way through middleware and endpoints.
struct RegistryContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// The client's connection; a stand-in without an address in tests that have no socket.
    let channel: any Channel
    /// What is noted for log and metrics while the request is served.
    let record = RequestRecord()

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        channel = source.channel
    }
}
