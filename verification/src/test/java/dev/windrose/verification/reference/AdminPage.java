package dev.windrose.verification.reference;

import dev.windrose.dataplane.admin.AdminPath;

/** The paths of the admin address. */
final class AdminPage {
    private AdminPage() {}

    static Page make() {
        Page page = new Page("admin.md", "The admin address").columns("path", "methods", "what");
        for (AdminPath path : AdminPath.values()) {
            page.row(Page.code(path.path()), String.join(", ", path.methods()), path.what());
        }
        return page;
    }
}
