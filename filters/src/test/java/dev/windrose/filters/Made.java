package dev.windrose.filters;

import dev.windrose.filter.Decision;
import dev.windrose.filter.Filter;
import dev.windrose.filter.FilterFactory;
import dev.windrose.filter.LocalReply;
import dev.windrose.model.FilterSpec;
import java.util.ServiceLoader;

/** Filters as an engine gets them: by their registration. */
final class Made {
    private Made() {}

    static Filter filter(FilterSpec spec) {
        for (FilterFactory<?> factory : ServiceLoader.load(FilterFactory.class)) {
            if (factory.specType().isInstance(spec)) {
                return create(factory, spec);
            }
        }
        throw new AssertionError("no factory for " + spec.name());
    }

    private static <S extends FilterSpec> Filter create(FilterFactory<S> factory, FilterSpec spec) {
        return factory.create(factory.specType().cast(spec));
    }

    /** Runs a filter's request side and returns the answer it gives; throws if it gives none. */
    static LocalReply reply(Filter filter, FakeExchange exchange) {
        if (filter.onRequest(exchange) instanceof Decision.Respond(LocalReply reply)) {
            return reply;
        }
        throw new AssertionError("the request went on");
    }
}
