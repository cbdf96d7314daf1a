package dev.windrose.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalPathTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    /                      | /
                    /a                     | /a
                    /a/                    | /a/
                    /a/b;v=1/c:d@e,f       | /a/b;v=1/c:d@e,f
                    //                     | /
                    ///a//b///             | /a/b/
                    /.                     | /
                    /./                    | /
                    /a/.                   | /a/
                    /a/./b                 | /a/b
                    /a/..                  | /
                    /a/../b                | /b
                    /a/b/../../c           | /c
                    /a/b/..                | /a/
                    /a//../b               | /b
                    /a/...                 | /a/...
                    /.a/..b                | /.a/..b
                    /a.                    | /a.
                    /%61%7E%2D             | /a~-
                    /%e4%b8%AD             | /%E4%B8%AD
                    /a/%2e%2E/b            | /b
                    /a/.%2e/b              | /b
                    /%2e/b                 | /b
                    /a%20b                 | /a%20b
                    /a%3fb%3d              | /a%3Fb%3D
                    /a%25 2e               | INVALID
                    /a%252e                | /a%252e
                    /%2e%2e%2e             | /...
                    """)
    void pathsHaveOneForm(String path, String expected) {
        assertThat(canonical(path)).isEqualTo(expected.equals("INVALID") ? null : expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "*",
                "/..",
                "/../a",
                "/a/../..",
                "/a/../../b",
                "/%2e%2e/",
                "/.%2e",
                "//..",
                "/%",
                "/%2",
                "/%g1",
                "/%1g",
                "/a%",
                "/a%2f",
                "/a%2Fb",
                "/a%5c",
                "/a%5Cb",
                "/%00",
                "/a\\b",
                "/a b",
                "/a?b",
                "/a#b",
                "/\"",
                "/<",
                "/{",
                "/}",
                "/|",
                "/^",
                "/`",
                "/[",
                "/]",
                "/\r",
                "/\n",
                "/\t",
                "/\0",
                "/\u007f",
                "/\u00e9",
                "/a/..;/b",
                "/a/.;x/b",
                "/a/%2e%2e;/b",
                "/..;",
                "/a//%zz",
                "/./\u00ff"
            })
    void pathsThatPeersReadInTwoWaysAreRefused(String path) {
        assertThat(canonical(path)).isNull();
    }

    @Test
    void aCanonicalPathIsItsOwnCanonicalForm() {
        Random random = new Random(7);
        String[] pieces = {"/", "/", ".", "..", "%2e", "%2E", "%2f", "a", "b;c", "%41", "%c3%a4", "%25", ";", "%"};
        int accepted = 0;
        for (int i = 0; i < 50_000; i++) {
            StringBuilder path = new StringBuilder("/");
            for (int n = random.nextInt(12); n > 0; n--) {
                path.append(pieces[random.nextInt(pieces.length)]);
            }
            String once = canonical(path.toString());
            if (once != null) {
                accepted++;
                assertThat(canonical(once)).as(path.toString()).isEqualTo(once);
                assertThat("/" + once + "/").as(path.toString()).doesNotContain("/./", "/../", "%2e", "%2E");
                assertThat(once).startsWith("/").doesNotContain("//");
            }
        }
        assertThat(accepted).isGreaterThan(2_000);
    }

    private static @Nullable String canonical(String path) {
        byte[] bytes = path.getBytes(StandardCharsets.ISO_8859_1);
        byte[] room = Arrays.copyOf(bytes, bytes.length + 3);
        int length = CanonicalPath.canonicalize(room, bytes.length);
        return length < 0 ? null : new String(room, 0, length, StandardCharsets.ISO_8859_1);
    }
}
