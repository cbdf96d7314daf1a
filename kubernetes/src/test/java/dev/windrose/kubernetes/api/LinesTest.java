package dev.windrose.kubernetes.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinesTest {
    @Test
    void linesAreWholeHoweverTheBytesArrive() {
        String text = "{\"a\":1}\n\n" + "x".repeat(10_000) + "\nrest";
        for (int size : List.of(1, 7, 4096, 20_000)) {
            List<String> lines = new ArrayList<>();
            Lines cut = new Lines(line -> lines.add(new String(line, StandardCharsets.UTF_8)));
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            for (int at = 0; at < bytes.length; at += size) {
                cut.add(ByteBuffer.wrap(bytes, at, Math.min(size, bytes.length - at)));
            }
            assertThat(lines).containsExactly("{\"a\":1}", "x".repeat(10_000));
        }
    }
}
