import NIOCore
import NIOHTTP1

/// A client's connection below Hummingbird's writer, for bodies that must wait for the client.
///
/// Hummingbird's writer hands buffers to the event loop without waiting, and learns only later that the client is slow:
/// a reader of a warm file is then far ahead of it (docs/decisions/0002-how-blobs-leave.md). Here each piece is awaited
/// until the socket has taken it. The head before and the end after still go through Hummingbird.
struct Connection: Sendable {
    private let channel: any Channel
    /// Time in which one piece must leave.
    private let stall: TimeAmount

    /// - Returns: nil when the channel carries no HTTP/1: in tests without a socket, and after the client has left.
    init?(_ channel: any Channel, stall: TimeAmount) async throws {
        let carriesHTTP = try await channel.eventLoop.submit { Connection.context(of: channel) != nil }.get()
        guard carriesHTTP else { return nil }
        self.channel = channel
        self.stall = stall
    }

    /// Sends a piece of the body and waits until the operating system has all of it.
    func send(_ data: IOData) async throws {
        let channel = channel
        try await withTaskCancellationHandler {
            try await channel.eventLoop.flatSubmit { sendOnLoop(data) }.get()
        } onCancel: {
            channel.close(promise: nil)
        }
    }

    private func sendOnLoop(_ data: IOData) -> EventLoopFuture<Void> {
        guard let context = Connection.context(of: channel) else {
            return channel.eventLoop.makeFailedFuture(ChannelError.ioOnClosedChannel)
        }
        let channel = channel
        let timer = channel.eventLoop.scheduleTask(in: stall) { channel.close(promise: nil) }
        let sent = channel.eventLoop.makePromise(of: Void.self)
        sent.futureResult.whenComplete { _ in timer.cancel() }
        context.writeAndFlush(NIOAny(HTTPServerResponsePart.body(data)), promise: sent)
        return sent.futureResult
    }

    /// The place next to the response encoder: what is written from there is encoded and nothing else, and the encoder
    /// takes regions of files, which Hummingbird's own parts cannot hold.
    private static func context(of channel: any Channel) -> ChannelHandlerContext? {
        // Not found is the answer here, not a failure.
        try? channel.pipeline.syncOperations.context(handlerType: ByteToMessageHandler<HTTPRequestDecoder>.self)
    }
}
