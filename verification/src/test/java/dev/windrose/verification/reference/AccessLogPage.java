package dev.windrose.verification.reference;

import dev.windrose.dataplane.accesslog.JsonField;

/** The members of a line. */
final class AccessLogPage {
    private AccessLogPage() {}

    static Page make() {
        Page page = new Page("access-log.md", "The access log")
                .says("One JSON object (RFC 8259) a line, with these members in this order.")
                .columns("member", "type", "what");
        for (JsonField field : JsonField.values()) {
            page.row(Page.code(field.label()), field.isText() ? "text" : "number", field.what());
        }
        return page;
    }
}
