package dev.windrose.documents.kind;

import dev.windrose.documents.yaml.Fields;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Secret values by name, decoded. Prints without them. */
public record Secret(Metadata metadata, String type, Map<String, Value> data) implements Document {
    /** Bytes that may be a text. Prints redacted, and is compared by its bytes. */
    public static final class Value {
        private final byte[] bytes;

        private Value(byte[] bytes) {
            this.bytes = bytes;
        }

        static Value of(String text) {
            return new Value(text.getBytes(StandardCharsets.UTF_8));
        }

        public int length() {
            return bytes.length;
        }

        /** A copy. */
        public byte[] bytes() {
            return bytes.clone();
        }

        /** The bytes as UTF-8; for what is none, such as a random key, not all of them can be told from the text. */
        public String text() {
            return new String(bytes, StandardCharsets.UTF_8);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Value value && Arrays.equals(bytes, value.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }

        @Override
        public String toString() {
            return "(redacted)";
        }
    }

    /** A value as text; null if there is none. */
    public @Nullable String text(String name) {
        Value value = data.get(name);
        return value == null ? null : value.text();
    }

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
        Map<String, Value> data = new LinkedHashMap<>();
        document.strings("data").forEach((name, encoded) -> {
            Value decoded = decode(encoded);
            if (decoded == null) {
                document.wrong(
                        "data", "invalid-value", name + " is not base64", "base64, or plain text under stringData");
            } else {
                data.put(name, decoded);
            }
        });
        document.strings("stringData").forEach((name, text) -> data.put(name, Value.of(text)));
        return new Secret(metadata, type, Collections.unmodifiableMap(data));
    }

    private static @Nullable Value decode(String encoded) {
        try {
            return new Value(Base64.getMimeDecoder().decode(encoded));
        } catch (IllegalArgumentException _) {
            return null;
        }
    }
}
