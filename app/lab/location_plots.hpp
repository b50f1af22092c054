#pragma once

#include <span>
#include <vector>

#include "chart/chart.hpp"
#include "coalesce/document/view_state.hpp"
#include "coalesce/studies/single_location_oracle.hpp"
#include "coalesce/studies/single_location_plane.hpp"
#include "coalesce/studies/single_location_run.hpp"

namespace coalesce::lab {

// The charts of the single-location laboratory, for its panel and its page. Measurement is blue, theory red and dashed.

/// Training loss, test risk with label noise and its standard error, and what the theory's flow has; SLR's own
/// formula there, where it differs.
chart::Chart location_risk_chart(const SingleLocation& settings, std::span<const LocationRow> rows, Theme theme);
/// μ and ν over iterations.
chart::Chart location_order_chart(const SingleLocation& settings, std::span<const LocationRow> rows, Theme theme);
/// ζ, η and ρ, which all start at 0 on the manifold.
chart::Chart location_rest_chart(const SingleLocation& settings, std::span<const LocationRow> rows, Theme theme);

/// Contours of R̄ at ζ = η = ρ = 0, the flow, its fixed points, and the run's way through the plane.
chart::Chart location_plane_chart(const LocationPlane& plane, std::span<const LocationRow> rows, Theme theme);
/// R̄, the formula of SLR prop. 1, and the measured risk along μ. The gap between theory and measurement is drawn as
/// that of a finite d where β > β_c.
/// @param at  the run's present point, marked on the axis
chart::Chart location_section_chart(const SingleLocation& settings, const RiskSection& section,
                                    const OrderParameters& at, Theme theme);

/// The oracle's measured risk over γ and α, and the line c = ψ. Cells that are not yet measured are left empty.
chart::Chart location_phase_chart(const SingleLocation& settings, const LocationPhases& phases, Theme theme);
/// Its colours.
chart::ColourBar location_phase_bar();

/// The tokens of one sample in the plane of u and v.
struct LocationSample {
    std::vector<TokenView> tokens;
    std::size_t secret = 0;
};
/// Every token a dot, its attention the area of a disc around it, the secret one in a ring.
chart::Chart location_sample_chart(const SingleLocation& settings, const LocationSample& sample,
                                   const OrderParameters& at, Theme theme);

}  // namespace coalesce::lab
