package dev.windrose.transport;

import java.util.Arrays;
import java.util.Random;

/** Random damage to bytes, the same for the same seed. {@code -Dfuzz.seconds=600} makes a long run, {@code -Dfuzz.seed} another one. */
public final class Fuzz {
    private static final byte[][] PIECES = {
        {0},
        {-1},
        {0, 0},
        {-1, -1},
        {'\r', '\n'},
        {'\n'},
        {' '},
        {0x7f},
        {(byte) 0x80},
        {0, 0, 0, 1},
        {0x30, (byte) 0x82},
    };

    public final long seed = Long.getLong("fuzz.seed", 20_263);
    public final Random random = new Random(seed);
    private final int rounds;
    private final long end = System.nanoTime() + Long.getLong("fuzz.seconds", 0) * 1_000_000_000L;
    private int round;

    /** At least so many rounds. */
    public Fuzz(int rounds) {
        this.rounds = rounds;
    }

    /** Whether there is another round. */
    public boolean next() {
        return round++ < rounds || System.nanoTime() < end;
    }

    /** For the description of an assertion. */
    public String told(byte[] input) {
        return "seed " + seed + ", round " + round + ": " + Arrays.toString(input);
    }

    /** One of the seeds with up to three changes; often none. */
    public byte[] mutate(byte[]... seeds) {
        byte[] bytes = seeds[random.nextInt(seeds.length)];
        for (int n = random.nextInt(4); n > 0; n--) {
            int at = random.nextInt(bytes.length + 1);
            int to = Math.min(bytes.length, at + random.nextInt(12));
            bytes = switch (random.nextInt(5)) {
                case 0 -> changed(bytes, at);
                case 1 -> joined(Arrays.copyOf(bytes, at), Arrays.copyOfRange(bytes, to, bytes.length));
                case 2 -> Arrays.copyOf(bytes, at);
                case 3 -> joined(Arrays.copyOf(bytes, to), Arrays.copyOfRange(bytes, at, bytes.length));
                default ->
                    joined(
                            joined(Arrays.copyOf(bytes, at), PIECES[random.nextInt(PIECES.length)]),
                            Arrays.copyOfRange(bytes, at, bytes.length));
            };
        }
        return bytes;
    }

    private byte[] changed(byte[] bytes, int at) {
        byte[] copy = bytes.clone();
        if (at < copy.length) {
            copy[at] = (byte) random.nextInt(256);
        }
        return copy;
    }

    private static byte[] joined(byte[] one, byte[] other) {
        byte[] all = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, all, one.length, other.length);
        return all;
    }
}
