import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore

/// The page for people who open the registry in a browser.
struct FrontPage: Sendable {
    /// How the reader reaches this server; from the request, so never trusted.
    let host: String

    var response: Response {
        Response(
            status: .ok,
            headers: [
                .contentType: "text/html; charset=utf-8",
                .contentSecurityPolicy: "default-src 'none'; style-src 'unsafe-inline'",
            ],
            body: .init(byteBuffer: ByteBuffer(string: html)))
    }

    private var html: String {
        let host = FrontPage.escape(host)
        return """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><title>Nixery</title>
            <meta name="viewport" content="width=device-width">
            <style>\(FrontPage.style)</style></head><body>
            <h1>Nixery</h1>
            <p>This registry builds the container image that you name. Each part of the name is a package;
            Nix builds or fetches them, and you pull the result like any other image.</p>
            <pre>docker pull \(host)/shell/git/curl
            docker run -it \(host)/shell/git/curl bash</pre>
            <ul>
            <li><code>shell</code>, at the front, stands for a shell with the usual small tools.</li>
            <li><code>arm64</code>, at the front, asks for an image for that architecture.</li>
            <li>A dot reaches into a set of packages: <code>python3packages.numpy</code>.</li>
            <li>The tag chooses the version of the package set, where this server's set has versions.</li>
            <li>The order of names does not matter.</li>
            </ul>
            </body></html>

            """
    }

    private static let style = """
        body{font:16px/1.5 system-ui,sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem;color:#222}\
        pre,code{font-family:ui-monospace,monospace;background:#f2f4f7;border-radius:4px}\
        pre{padding:1rem;overflow-x:auto}code{padding:0 .25rem}\
        @media(prefers-color-scheme:dark){body{background:#16181c;color:#ddd}pre,code{background:#24272d}}
        """

    /// Text for use in HTML, also inside quoted attributes.
    static func escape(_ text: String) -> String {
        text.reduce(into: "") { result, character in
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.append(character)
            }
        }
    }
}
