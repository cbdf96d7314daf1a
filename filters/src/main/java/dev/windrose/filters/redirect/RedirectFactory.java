package dev.windrose.filters.redirect;

import dev.windrose.filter.Filter;
import dev.windrose.filter.FilterFactory;
import dev.windrose.model.FilterSpec;

/** Makes redirects. */
public final class RedirectFactory implements FilterFactory<FilterSpec.Redirect> {
    @Override
    public Class<FilterSpec.Redirect> specType() {
        return FilterSpec.Redirect.class;
    }

    @Override
    public Filter create(FilterSpec.Redirect spec) {
        return new RedirectFilter(spec);
    }
}
