package dev.windrose.filters.headers;

import dev.windrose.filter.Filter;
import dev.windrose.filter.FilterFactory;
import dev.windrose.model.FilterSpec;

/** Makes filters that change the response's headers. */
public final class ResponseHeadersFactory implements FilterFactory<FilterSpec.ResponseHeaders> {
    @Override
    public Class<FilterSpec.ResponseHeaders> specType() {
        return FilterSpec.ResponseHeaders.class;
    }

    @Override
    public Filter create(FilterSpec.ResponseHeaders spec) {
        return new ResponseHeadersFilter(spec);
    }
}
