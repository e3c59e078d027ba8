import Host
import ServiceLifecycle

/// Lets copies to another store end before the process does, as long as the grace time lasts.
struct PusherService: Service {
    let pusher: StorePusher

    func run() async {
        // An error says that the grace time was over before; then what is under way is ended.
        try? await gracefulShutdown()
        await pusher.finish()
    }
}
