package dev.windrose.filters.cors;

import dev.windrose.filter.Filter;
import dev.windrose.filter.FilterFactory;
import dev.windrose.model.FilterSpec;

/** Makes CORS filters. */
public final class CorsFactory implements FilterFactory<FilterSpec.Cors> {
    @Override
    public Class<FilterSpec.Cors> specType() {
        return FilterSpec.Cors.class;
    }

    @Override
    public Filter create(FilterSpec.Cors spec) {
        return new CorsFilter(spec);
    }
}
