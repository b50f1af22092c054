#include "flow/motion.hpp"

#include <algorithm>
#include <utility>

#include "coalesce/observe/token_sample.hpp"
#include "flow/adaptive_motion.hpp"
#include "flow/field_error.hpp"
#include "flow/fixed_motion.hpp"

namespace coalesce {

void Motion::copy_some(std::span<const std::uint32_t> tokens, Cloud& some) {
    std::vector<std::int32_t> row(tokens.begin(), tokens.end());
    if (const auto of_token = row_of_token(); !of_token.empty())
        for (std::int32_t& each : row) each = of_token[static_cast<std::size_t>(each)];
    sample_cloud(rows(), row, some);
}

SolverReport Motion::measured_report(ErrorSearch search, StopToken stop) {
    const bool quick = search == ErrorSearch::quick;
    const Field& present = field();
    SolverReport result = report();
    if (quick && size() > most_observed && result.field_error) return result;
    const ErrorQuestion question{.cloud = rows(),
                                 .model = model(),
                                 .field = present,
                                 .velocity = exact_velocity(),
                                 .exact = result.method == Solver::direct && result.precision == Precision::double_,
                                 .pairs = quick ? quick_pairs : thorough_pairs,
                                 .stop = stop};
    const FieldError found = measured_field_error(question, [&] { return suspicion(search); });
    result.error_tokens = found.tokens;
    result.field_error.reset();
    if (const double largest = std::max(found.largest, own_error()); largest != 0) result.field_error = largest;
    return result;
}

namespace {

std::unique_ptr<DeviceCloud> find_device(const Scene& scene, const Cloud& tokens, std::string& why_not) {
    const DeviceRequest request{tokens, scene.model, scene.time.method, scene.solver,
                                static_cast<std::uint64_t>(scene.tokens.seed)};
    return make_device_cloud(request, why_not);
}

}  // namespace

std::unique_ptr<Motion> make_motion(const Scene& scene, Cloud tokens, StopToken stop) {
    if (scene.time.method != Method::adaptive)
        return make_motion(scene, Motion::State{std::move(tokens), {}, nullptr, {}}, stop);
    std::string why_not;
    find_device(scene, tokens, why_not);
    AdaptiveFlow flow(tokens, scene.model, scene.time, scene.solver, stop);
    return std::make_unique<AdaptiveMotion>(std::move(flow), scene.model, why_not);
}

std::unique_ptr<Motion> make_motion(const Scene& scene, Motion::State state, StopToken stop) {
    std::string why_not;
    if (state.flow) {
        find_device(scene, state.flow->lumps.cloud(), why_not);
        AdaptiveFlow flow(*state.flow, scene.model, scene.time, scene.solver, stop);
        return std::make_unique<AdaptiveMotion>(std::move(flow), scene.model, why_not);
    }
    const FixedSteps steps(scene);
    if (has_device_factory()) {
        // On a device row t is token t.
        if (!state.order.plain()) state.rows = state.order.in_token_order(state.rows);
        state.order = {};
        if (auto device = find_device(scene, state.rows, why_not))
            return std::make_unique<DeviceMotion>(steps, std::move(state.rows), std::move(device), state.solver, stop);
    }
    return std::make_unique<HostMotion>(steps, std::move(state), stop, why_not);
}

}  // namespace coalesce
