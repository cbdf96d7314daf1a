package dev.windrose.filters.mirror;

import dev.windrose.filter.Decision;
import dev.windrose.filter.Exchange;
import dev.windrose.filter.Filter;
import dev.windrose.model.FilterSpec;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntUnaryOperator;

/** Mirrors a random share of the requests. */
final class MirrorFilter implements Filter {
    private final FilterSpec.Mirror spec;
    private final IntUnaryOperator random;

    MirrorFilter(FilterSpec.Mirror spec) {
        this(spec, MirrorFilter::random);
    }

    /** {@code random} gives numbers from 0 (inclusive) to its argument (exclusive). */
    MirrorFilter(FilterSpec.Mirror spec, IntUnaryOperator random) {
        this.spec = spec;
        this.random = random;
    }

    @Override
    public Decision onRequest(Exchange exchange) {
        if (spec.numerator() == spec.denominator() || random.applyAsInt(spec.denominator()) < spec.numerator()) {
            exchange.mirror(spec.destination());
        }
        return Decision.CONTINUE;
    }

    private static int random(int bound) {
        return ThreadLocalRandom.current().nextInt(bound);
    }
}
