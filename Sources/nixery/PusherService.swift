import Host
import ServiceLifecycle

/// Lets copies to another store end before the process does, as long as the grace time lasts.
struct PusherService: Service {
    let pusher: StorePusher

    func run() async throws {
        try await gracefulShutdown()
        await pusher.finish()
    }
}
