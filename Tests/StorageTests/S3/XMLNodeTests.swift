import Testing

@testable import Storage

@Suite struct XMLNodeTests {
    @Test(arguments: [
        // Declarations and comments around and in it.
        "<?xml version=\"1.0\"?>\n<!-- c --><a><b>x</b></a>", "<a><!-- <b>y</b> --><b>x</b></a>",
        // Attributes and name spaces do not count.
        "<a xmlns=\"http://x/\" y='1'><b  z=\"2\" >x</b ></a>", "<n:a><n:b>x</n:b></n:a>",
        // Entities and CDATA.
        "<a><b>&#120;</b></a>", "<a><b>&#x78;</b></a>", "<a><b><![CDATA[x]]></b></a>", "<a><c/><b>x</b><b>z</b></a>",
    ])
    func `a child's text is read`(_ text: String) {
        #expect(XMLNode(Array(text.utf8))?["b"]?.text == "x")
    }

    @Test func `entities stand for what they are`() {
        #expect(XMLNode(Array("<a>&lt;&amp;amp;&gt;&quot;&apos;ü</a>".utf8))?.text == "<&amp;>\"'ü")
        #expect(XMLNode.escape("<&>") == "&lt;&amp;&gt;")
    }

    @Test(arguments: [
        "", "text", "<a>", "<a></b>", "</a>", "<a><b></a></b>", "<a>&unknown;</a>", "<a>&amp</a>", "<a", "x<a/>",
        // Entities of a document's own could grow without end.
        "<!DOCTYPE a [<!ENTITY b \"b\">]><a>&b;</a>", String(repeating: "<a>", count: 40),
        String(repeating: "<a>", count: 40) + String(repeating: "</a>", count: 40),
    ])
    func `what is not well-formed is nothing`(_ text: String) {
        #expect(XMLNode(Array(text.utf8)) == nil)
    }
}
