#include "flow/motion.hpp"

#include <algorithm>

#include "coalesce/observe/token_sample.hpp"
#include "flow/field_error.hpp"

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

}  // namespace coalesce
