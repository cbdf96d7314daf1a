package dev.windrose.filters.mirror;

import dev.windrose.filter.Filter;
import dev.windrose.filter.FilterFactory;
import dev.windrose.model.FilterSpec;

/** Makes filters that mirror requests. */
public final class MirrorFactory implements FilterFactory<FilterSpec.Mirror> {
    @Override
    public Class<FilterSpec.Mirror> specType() {
        return FilterSpec.Mirror.class;
    }

    @Override
    public Filter create(FilterSpec.Mirror spec) {
        return new MirrorFilter(spec);
    }
}
