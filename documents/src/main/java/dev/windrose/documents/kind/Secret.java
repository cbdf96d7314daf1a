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

    private static @Nullable String decode(String encoded) {
        try {
            byte[] bytes = Base64.getMimeDecoder().decode(encoded);
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            return null;
        }
    }
}
