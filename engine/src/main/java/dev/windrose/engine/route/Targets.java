package dev.windrose.engine.route;

import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongUnaryOperator;

/** Draws of a target by weight. */
public final class Targets {
    private Targets() {}

    /** Always the same target. */
    public static TargetPicker always(Target target) {
        return new Always(target);
    }

    /** One of several targets, each with its weight's share of the draws. The sum of the weights must be positive. */
    public static TargetPicker weighted(Target[] targets, int[] weights) {
        return weighted(targets, weights, Targets::random);
    }

    /** As {@link #weighted(Target[], int[])}, with a source of numbers from 0 (inclusive) to its argument (exclusive). */
    static TargetPicker weighted(Target[] targets, int[] weights, LongUnaryOperator random) {
        long[] upTo = new long[targets.length];
        long total = 0;
        for (int i = 0; i < targets.length; i++) {
            total += weights[i];
            upTo[i] = total;
        }
        if (total <= 0) {
            throw new IllegalArgumentException("total weight: " + total + " (expected: more than 0)");
        }
        return new Weighted(targets.clone(), upTo, random);
    }

    private static long random(long bound) {
        return ThreadLocalRandom.current().nextLong(bound);
    }

    private record Always(Target target) implements TargetPicker {
        @Override
        public Target pick() {
            return target;
        }
    }

    /** {@code upTo[i]} is the sum of the weights to the i-th: the first sum above the draw wins, so weight 0 never does. */
    private record Weighted(Target[] targets, long[] upTo, LongUnaryOperator random) implements TargetPicker {
        @Override
        public Target pick() {
            long drawn = random.applyAsLong(upTo[upTo.length - 1]);
            int low = 0;
            int high = upTo.length - 1;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (upTo[middle] > drawn) {
                    high = middle;
                } else {
                    low = middle + 1;
                }
            }
            return targets[low];
        }

        @Override
        public String toString() {
            return "Weighted" + Arrays.toString(upTo);
        }
    }
}
