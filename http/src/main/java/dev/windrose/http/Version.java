package dev.windrose.http;

/** The HTTP version a message came in. */
public enum Version {
    HTTP_1_0("HTTP/1.0"),
    HTTP_1_1("HTTP/1.1"),
    HTTP_2("HTTP/2"),
    HTTP_3("HTTP/3");

    private final String text;

    Version(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }
}
