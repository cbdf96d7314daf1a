package dev.windrose.translate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Whatever a Secret holds, it fits, or a sentence says what is wrong and quotes nothing of it. {@code -Dfuzz.seconds=600} makes a long run,
 * {@code -Dfuzz.seed} another one.
 */
class KeyPairsFuzzTest {
    private static final Pattern BLOCK = Pattern.compile("-----BEGIN ([A-Z ]+)-----([^-]+)-----END \\1-----");

    /** A certificate and its key, as DER. */
    private record Pair(byte[] certificate, String keyType, byte[] key) {}

    @Test
    void everySecretIsJudged() throws Exception {
        List<Pair> pairs = pairs();
        long seed = Long.getLong("fuzz.seed", 20_264);
        long end = System.nanoTime() + Long.getLong("fuzz.seconds", 0) * 1_000_000_000L;
        Random random = new Random(seed);
        int good = 0;
        int bad = 0;
        for (int round = 0; round < 1_500 || System.nanoTime() < end; round++) {
            Pair pair = pairs.get(random.nextInt(pairs.size()));
            boolean text = random.nextBoolean();
            String chain = pem("CERTIFICATE", text ? pair.certificate : mutate(pair.certificate, random));
            String key = pem(pair.keyType, text ? pair.key : mutate(pair.key, random));
            String writtenChain = text ? mutate(chain, random) : chain;
            String writtenKey = text ? mutate(key, random) : key;
            try {
                String mistake = KeyPairs.mistake(writtenChain, writtenKey);
                good += mistake == null ? 1 : 0;
                bad += mistake == null ? 0 : 1;
                assertThat(mistake == null ? "" : mistake)
                        .doesNotContain("BEGIN")
                        .hasSizeLessThan(100);
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ", round " + round + ": " + writtenChain + writtenKey, e);
            }
        }
        assertThat(good).isGreaterThan(100);
        assertThat(bad).isGreaterThan(100);
    }

    /** Those of a golden case. */
    private static List<Pair> pairs() throws Exception {
        String documents = Files.readString(Path.of("src", "test", "resources", "cases", "https", "in.yaml"));
        List<Pair> pairs = new ArrayList<>();
        byte[] certificate = null;
        Matcher block = BLOCK.matcher(documents);
        while (block.find()) {
            byte[] der = Base64.getMimeDecoder().decode(block.group(2));
            if (block.group(1).equals("CERTIFICATE")) {
                certificate = der;
            } else if (certificate != null) {
                pairs.add(new Pair(certificate, block.group(1), der));
            }
        }
        assertThat(pairs).hasSizeGreaterThanOrEqualTo(2);
        return pairs;
    }

    private static String pem(String type, byte[] der) {
        return "-----BEGIN " + type + "-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END " + type
                + "-----\n";
    }

    private static String mutate(String text, Random random) {
        return new String(mutate(text.getBytes(StandardCharsets.ISO_8859_1), random), StandardCharsets.ISO_8859_1);
    }

    private static byte[] mutate(byte[] from, Random random) {
        byte[] bytes = from.clone();
        for (int n = random.nextInt(3); n > 0 && bytes.length > 0; n--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(3)) {
                case 0 -> bytes[at] = (byte) random.nextInt(256);
                case 1 -> bytes = Arrays.copyOf(bytes, at);
                default -> System.arraycopy(bytes, at, bytes, at / 2, bytes.length - at);
            }
        }
        return bytes;
    }
}
