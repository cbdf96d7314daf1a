package dev.windrose.engine.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import dev.windrose.http.RequestHead;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Conditions on queries against a plain reading of the same text. {@code -Dfuzz.seed} makes another run. */
class QueryFuzzTest {
    private static final int ROUNDS = 50_000;
    private static final String[] PIECES = {
        "a", "b", "ab", "=", "=", "&", "&", "+", "%", "%2", "%61", "%62", "%3d", "%3D", "%26", "%2B", "%20", "%C3%A4",
        "%zz", "?", "/", "\u00e4", "%00"
    };
    private static final String[] NAMES = {"a", "b", "ab", "a b", "ä", "a=", "a&b", "%", "?"};
    private static final String[] VALUES = {"", "a", "b", "ab", "a b", "=", "a=b", "&", "ä", "+", "%", "%2", "%zz", "\0"
    };

    @Test
    void aConditionHoldsWhereAPlainReadingFindsTheValue() {
        long seed = Long.getLong("fuzz.seed", 20_268);
        Random random = new Random(seed);
        Pattern expression = Pattern.compile("[ab ]+=?");
        int held = 0;
        for (int round = 0; round < ROUNDS; round++) {
            StringBuilder query = new StringBuilder();
            for (int n = random.nextInt(10); n > 0; n--) {
                query.append(PIECES[random.nextInt(PIECES.length)]);
            }
            String target = random.nextInt(20) == 0 ? "/p" : "/p?" + query;
            String name = NAMES[random.nextInt(random.nextBoolean() ? 2 : NAMES.length)];
            byte[] found = target.equals("/p") ? null : first(query.toString(), name);
            String value = found != null && random.nextBoolean()
                    ? new String(found, StandardCharsets.UTF_8)
                    : VALUES[random.nextInt(VALUES.length)];
            RequestHead request = RequestFixture.request("GET", "h", target);
            String told = "seed " + seed + ", round " + round + ": " + target + " " + name + " " + value;

            boolean holds = new QueryCondition.Exact(name, value).holds(request);
            held += holds ? 1 : 0;
            assertThat(holds)
                    .as(told)
                    .isEqualTo(found != null && Arrays.equals(found, value.getBytes(StandardCharsets.UTF_8)));
            assertThat(new QueryCondition.Regex(name, expression).holds(request))
                    .as(told)
                    .isEqualTo(found != null && new String(found, StandardCharsets.UTF_8).matches("[ab ]+=?"));
        }
        assertThat(held).isGreaterThan(ROUNDS / 200);
    }

    /** The value of the first pair of a name, decoded; null without one. */
    private static byte @Nullable [] first(String query, String name) {
        byte[] wanted = name.getBytes(StandardCharsets.UTF_8);
        for (String pair : query.split("&", -1)) {
            String[] parts = pair.split("=", 2);
            if (Arrays.equals(decoded(parts[0]), wanted)) {
                return parts.length == 1 ? new byte[0] : decoded(parts[1]);
            }
        }
        return null;
    }

    private static byte[] decoded(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            boolean encoded = c == '%'
                    && at + 2 < text.length()
                    && text.substring(at + 1, at + 3).matches("[0-9A-Fa-f]{2}");
            if (encoded) {
                bytes.write(Integer.parseInt(text.substring(at + 1, at + 3), 16));
                at += 2;
            } else {
                bytes.write(c == '+' ? ' ' : c);
            }
        }
        return bytes.toByteArray();
    }
}
