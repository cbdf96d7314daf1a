package dev.windrose.filters.deny;

import dev.windrose.filter.Filter;
import dev.windrose.filter.FilterFactory;
import dev.windrose.model.FilterSpec;

/** Makes filters that deny. */
public final class DenyFactory implements FilterFactory<FilterSpec.Deny> {
    @Override
    public Class<FilterSpec.Deny> specType() {
        return FilterSpec.Deny.class;
    }

    @Override
    public Filter create(FilterSpec.Deny spec) {
        return new DenyFilter(spec);
    }
}
