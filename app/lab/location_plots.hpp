#pragma once

#include <span>
#include <vector>

#include "lab/width_plots.hpp"
#include "studies/single_location_oracle.hpp"
#include "studies/single_location_plane.hpp"
#include "studies/single_location_run.hpp"

namespace coalesce::lab {

// The plots of the single-location laboratory, for its panel and its picture: what stands between ImPlot::BeginPlot and
// EndPlot. Measurement is blue, theory red and dashed.

/// Training loss, test risk with label noise and its standard error, and what the theory's flow has; SLR's own
/// formula there, where it differs.
void location_risk_plot(const SingleLocation& settings, std::span<const LocationRow> rows, PlotLook look);
/// μ and ν over iterations.
void location_order_plot(const SingleLocation& settings, std::span<const LocationRow> rows, PlotLook look);
/// ζ, η and ρ, which all start at 0 on the manifold.
void location_rest_plot(const SingleLocation& settings, std::span<const LocationRow> rows, PlotLook look);

/// Contours of R̄ at ζ = η = ρ = 0, the flow, its fixed points, and the run's way through the plane.
void location_plane_plot(const LocationPlane& plane, std::span<const LocationRow> rows, PlotLook look);
/// R̄, the formula of SLR prop. 1, and the measured risk along μ. The gap between theory and measurement is drawn as
/// that of a finite d where β > β_c.
/// @param at  the run's present point, marked on the axis
void location_section_plot(const SingleLocation& settings, const RiskSection& section, const OrderParameters& at,
                           PlotLook look);

/// The oracle's measured risk over γ and α, and the line c = ψ. Cells that are not yet measured are left empty.
void location_phase_plot(const SingleLocation& settings, const LocationPhases& phases, PlotLook look);
/// Its legend, `height` pixels high, at the present cursor.
void location_phase_scale(float height);

/// The tokens of one sample in the plane of u and v.
struct LocationSample {
    std::vector<TokenView> tokens;
    std::size_t secret = 0;
};
/// Every token a dot, its attention the area of a disc around it, the secret one in a ring.
void location_sample_plot(const SingleLocation& settings, const LocationSample& sample, const OrderParameters& at,
                          PlotLook look);

}  // namespace coalesce::lab
