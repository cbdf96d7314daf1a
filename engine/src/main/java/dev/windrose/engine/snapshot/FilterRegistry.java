package dev.windrose.engine.snapshot;

import dev.windrose.filter.Filter;
import dev.windrose.filter.FilterFactory;
import dev.windrose.model.FilterSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;

/** The filter factories that are there, by the type of specification they understand. */
public final class FilterRegistry {
    private final Map<Class<?>, FilterFactory<?>> factories = new HashMap<>();

    private FilterRegistry(List<FilterFactory<?>> list) {
        for (FilterFactory<?> factory : list) {
            FilterFactory<?> other = factories.putIfAbsent(factory.specType(), factory);
            if (other != null) {
                throw new IllegalArgumentException("filter factory: "
                        + factory.getClass().getName()
                        + " (expected: one factory for " + factory.specType().getName() + ", but "
                        + other.getClass().getName() + " is there)");
            }
        }
    }

    /** Throws {@link IllegalArgumentException} if two factories understand the same specification. */
    public static FilterRegistry of(List<FilterFactory<?>> factories) {
        return new FilterRegistry(factories);
    }

    /** All factories on the class path. */
    public static FilterRegistry load() {
        List<FilterFactory<?>> found = new ArrayList<>();
        for (FilterFactory<?> factory : ServiceLoader.load(FilterFactory.class)) {
            found.add(factory);
        }
        return new FilterRegistry(found);
    }

    /** A new filter. Throws {@link IllegalArgumentException} if no factory understands the specification or its factory refuses it. */
    public Filter create(FilterSpec spec) {
        FilterFactory<?> factory = factories.get(spec.getClass());
        if (factory == null) {
            throw new IllegalArgumentException("filter: " + spec.name() + " (expected: a filter that is installed)");
        }
        return create(factory, spec);
    }

    private static <S extends FilterSpec> Filter create(FilterFactory<S> factory, FilterSpec spec) {
        return factory.create(factory.specType().cast(spec));
    }
}
