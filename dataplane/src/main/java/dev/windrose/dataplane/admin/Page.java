package dev.windrose.dataplane.admin;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * The one HTML page. It is the same for everyone: all names come later as JSON and are set as text, never as markup, and its policy allows
 * no script and no style but its own, by hash.
 */
record Page(byte[] html, String policy) {
    static Page load() {
        try (InputStream in = Page.class.getResourceAsStream("page.html")) {
            if (in == null) {
                throw new IllegalStateException("page.html (expected: a resource beside " + Page.class + ")");
            }
            byte[] html = in.readAllBytes();
            String text = new String(html, StandardCharsets.UTF_8);
            String policy =
                    "default-src 'none'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; "
                            + "frame-ancestors 'none'; script-src '" + hash(text, "script") + "'; style-src '"
                            + hash(text, "style") + "'";
            return new Page(html, policy);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String hash(String html, String element) {
        String inner = html.substring(
                html.indexOf("<" + element + ">") + element.length() + 2, html.indexOf("</" + element + ">"));
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(inner.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
