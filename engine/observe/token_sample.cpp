#include "coalesce/observe/token_sample.hpp"

#include <algorithm>
#include <utility>

#include "field/parallel.hpp"

namespace coalesce {

std::vector<std::uint32_t> sample_tokens(std::size_t count, std::size_t most) {
    const std::uint64_t taken = std::min(count, most);
    std::vector<std::uint32_t> tokens(taken);
    for (std::uint64_t k = 0; k < taken; ++k) tokens[k] = static_cast<std::uint32_t>((2 * k + 1) * count / (2 * taken));
    return tokens;
}

void sample_cloud(const Cloud& cloud, std::span<const std::int32_t> rows, Cloud& sample) {
    if (sample.dimension() != cloud.dimension() || sample.size() != rows.size())
        sample = Cloud(cloud.dimension(), rows.size());
    for_each_token(rows.size(),
                   [&](std::size_t k) { sample.set_token(k, cloud.token(static_cast<std::size_t>(rows[k]))); });
    std::vector<double> masses;
    if (cloud.weighted())
        for (const std::int32_t row : rows) masses.push_back(cloud.mass(static_cast<std::size_t>(row)));
    sample.set_masses(std::move(masses));
}

Cloud sampled_cloud(const Cloud& cloud, std::span<const std::int32_t> rows) {
    Cloud sample;
    sample_cloud(cloud, rows, sample);
    return sample;
}

}  // namespace coalesce
