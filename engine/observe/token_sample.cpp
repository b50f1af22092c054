#include "observe/token_sample.hpp"

#include <algorithm>

namespace coalesce {

std::vector<std::uint32_t> sample_tokens(std::size_t tokens, std::size_t most) {
    const std::size_t count = std::min(tokens, most);
    std::vector<std::uint32_t> sample(count);
    for (std::size_t k = 0; k < count; ++k) sample[k] = static_cast<std::uint32_t>((2 * k + 1) * tokens / (2 * count));
    return sample;
}

std::vector<std::int32_t> rows_of(std::span<const std::uint32_t> sample, std::span<const std::int32_t> row_of_token) {
    std::vector<std::int32_t> rows(sample.size());
    for (std::size_t k = 0; k < rows.size(); ++k)
        rows[k] = row_of_token.empty() ? static_cast<std::int32_t>(sample[k]) : row_of_token[sample[k]];
    return rows;
}

Cloud sampled_cloud(const Cloud& cloud, std::span<const std::int32_t> rows) {
    Cloud sample(cloud.dimension(), rows.size());
    for (std::size_t k = 0; k < rows.size(); ++k) sample.set_token(k, cloud.token(static_cast<std::size_t>(rows[k])));
    if (cloud.weighted()) {
        std::vector<double> masses(rows.size());
        for (std::size_t k = 0; k < rows.size(); ++k) masses[k] = cloud.mass(static_cast<std::size_t>(rows[k]));
        sample.set_masses(std::move(masses));
    }
    return sample;
}

}  // namespace coalesce
