package dev.windrose.documents.kind;

import dev.windrose.documents.yaml.Fields;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Secret texts by name, decoded. Prints without them. */
public record Secret(Metadata metadata, String type, Map<String, String> data) implements Document {
    private static final char REPLACED = '\uFFFD';

    @Override
    public String kind() {
        return "Secret";
    }

    @Override
    public String toString() {
        return "Secret[" + metadata.key() + ", " + type + ", (redacted)]";
    }

    public static Secret read(Fields document) {
        Metadata metadata = Metadata.read(document, true);
        document.ignore("immutable");
        String type = document.text("type", "Opaque");
        Map<String, String> data = new LinkedHashMap<>();
        document.strings("data").forEach((name, encoded) -> {
            String decoded = decode(encoded);
            if (decoded == null) {
                document.wrong(
                        "data", "invalid-value", name + " is not base64", "base64, or plain text under stringData");
            } else {
                data.put(name, decoded);
            }
        });
        data.putAll(document.strings("stringData"));
        return new Secret(metadata, type, Collections.unmodifiableMap(data));
    }

    /** What is no text, such as a random key, keeps each of its bytes as a character. */
    private static @Nullable String decode(String encoded) {
        try {
            byte[] bytes = Base64.getMimeDecoder().decode(encoded);
            String text = new String(bytes, StandardCharsets.UTF_8);
            return text.indexOf(REPLACED) < 0 ? text : new String(bytes, StandardCharsets.ISO_8859_1);
        } catch (IllegalArgumentException _) {
            return null;
        }
    }
}
