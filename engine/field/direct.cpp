#include "coalesce/field/direct.hpp"

#include <oneapi/tbb/parallel_for.h>

#include <algorithm>
#include <limits>

#include "coalesce/model/error.hpp"
#include "field/direct_extent.hpp"
#include "field/direct_kernel.hpp"
#include "field/mutual_kernel.hpp"
#include "field/parallel.hpp"
#include "field/token_math.hpp"

namespace coalesce {

namespace {

std::size_t padded(std::size_t count) {
    return (count + kernel::tile_size - 1) / kernel::tile_size * kernel::tile_size;
}

}  // namespace

/// Buffers that the kernel reads and writes, in the kernel's precision.
template <class Real>
struct DirectPlanes {
    std::vector<Real> sources, query, shift;
    std::vector<Real> token;  ///< used by mutual sums only, as is `parts`
    std::vector<double> sums, parts;

    kernel::PairSums<Real> view(const Cloud& cloud) {
        const std::size_t rows = padded(cloud.size()), d = static_cast<std::size_t>(cloud.dimension());
        sources.resize(cloud.size() * (d + (cloud.weighted() ? 1 : 0)));
        query.resize(rows * d);
        shift.resize(rows);
        sums.resize(rows * (d + 1));
        kernel::PairSums<Real> pairs;
        pairs.dimension = cloud.dimension();
        pairs.count = pairs.targets = cloud.size();
        pairs.weighted = cloud.weighted();
        pairs.sources = sources.data();
        pairs.shift = shift.data();
        pairs.total = sums.data();
        for (std::size_t k = 0; k < d; ++k) {
            pairs.query[k] = query.data() + k * rows;
            pairs.moment[k] = sums.data() + (k + 1) * rows;
        }
        return pairs;
    }

    void fill(const Cloud& cloud, const Matrix& query_key, double beta, double mass_unit) {
        const std::size_t rows = padded(cloud.size()), d = static_cast<std::size_t>(cloud.dimension());
        const std::size_t stride = d + (cloud.weighted() ? 1 : 0);
        for_each_token(cloud.size(), [&](std::size_t i) {
            const Vec3 x = cloud.token(i), z = query_image_log2(query_key, beta, x);
            for (std::size_t k = 0; k < d; ++k) {
                sources[i * stride + k] = static_cast<Real>(x[k]);
                query[k * rows + i] = static_cast<Real>(z[k]);
            }
            if (cloud.weighted()) sources[i * stride + d] = static_cast<Real>(cloud.mass(i) / mass_unit);
        });
        for (std::size_t k = 0; k < d; ++k)
            std::fill(query.data() + k * rows + cloud.size(), query.data() + (k + 1) * rows, Real{0});
    }
};

namespace {

DirectExtent extent_of(const Cloud& cloud, const Matrix& query_key, double beta) {
    double longest_query = 0, longest_token = 0;
    for (std::size_t i = 0; i < cloud.size(); ++i) {
        const Vec3 x = cloud.token(i), z = query_image_log2(query_key, beta, x);
        longest_query = std::max(longest_query, norm(z));
        longest_token = std::max(longest_token, norm(x));
    }
    return direct_extent(longest_query * longest_token, cloud);
}

}  // namespace

struct DirectSolver::Buffers {
    DirectPlanes<float> single_;
    DirectPlanes<double> double_;
};

namespace {

/// Converts the sums of all tokens to attention and log partition.
template <class Real>
void finish(const kernel::PairSums<Real>& sums, const Model& model, double mass_unit, Field& field) {
    const bool unnormalised = model.attention == Attention::unnormalized;
    const double bound = score_bound(model);
    for_each_token(sums.count, [&](std::size_t i) {
        const TokenSums own{sums.total[i],
                            {sums.moment[0][i], sums.moment[1][i], sums.dimension == 3 ? sums.moment[2][i] : 0.0},
                            sums.shifted ? static_cast<double>(sums.shift[i]) : 0.0};
        const auto [m, log_partition] = attention_and_log_partition(own, mass_unit, unnormalised, model.beta, bound);
        field.log_partition[i] = log_partition;
        for (int k = 0; k < sums.dimension; ++k) field.attention.axis(k)[i] = m[static_cast<std::size_t>(k)];
    });
}

/// The cloud is cut into `cloud_parts` parts; a task sums one pair of parts. Sums of part A over part B go to block (A,
/// B), which one task writes, and blocks are added in order: bits do not depend on threads.
constexpr std::size_t cloud_parts = 8;
/// Below this count plain sums keep threads busier, and tiles waste less of their padding.
constexpr std::size_t least_mutual = 2048;

template <class Real>
class MutualField {
  public:
    MutualField(DirectPlanes<Real>& planes, const kernel::PairSums<Real>& all, const Cloud& cloud)
        : all_(all), tiles_((all.count + kernel::mutual_size - 1) / kernel::mutual_size) {
        const std::size_t rows = padded(all.count), d = static_cast<std::size_t>(all.dimension);
        planes.token.resize(rows * d);
        planes.parts.resize(cloud_parts * length() * (d + 1));
        parts_ = planes.parts.data();
        mutual_.dimension = all.dimension;
        for (std::size_t k = 0; k < d; ++k) {
            Real* plane = planes.token.data() + k * rows;
            for_each_token(all.count,
                           [&](std::size_t i) { plane[i] = static_cast<Real>(cloud.axis(static_cast<int>(k))[i]); });
            mutual_.token[k] = plane;
            mutual_.query[k] = all.query[k];
        }
    }

    void sum(StopToken stop) {
        stop_ = stop;
        oneapi::tbb::parallel_for(std::size_t{0}, cloud_parts * (cloud_parts + 1) / 2, [&](std::size_t task) {
            std::size_t a = 0;
            for (; task >= cloud_parts - a; ++a) task -= cloud_parts - a;
            task == 0 ? within(a) : between(a, a + task);
        });
        stop_.check();
        const int quantities = all_.dimension + 1;
        for_each_token(all_.count, [&](std::size_t i) {
            for (int q = 0; q < quantities; ++q) {
                double sum = 0;
                for (std::size_t b = 0; b < cloud_parts; ++b) sum += plane(b, q)[i];
                (q == 0 ? all_.total : all_.moment[q - 1])[i] = sum;
            }
        });
    }

  private:
    std::size_t length() const { return tiles_ * kernel::mutual_size; }
    std::size_t first_tile(std::size_t side) const { return side * tiles_ / cloud_parts; }
    double* plane(std::size_t from, int quantity) const {
        return parts_ +
               (from * static_cast<std::size_t>(all_.dimension + 1) + static_cast<std::size_t>(quantity)) * length();
    }
    kernel::TokenSumPlanes planes_of(std::size_t tile, std::size_t from) const {
        const std::size_t at = tile * kernel::mutual_size;
        kernel::TokenSumPlanes sums;
        sums.total = plane(from, 0) + at;
        for (int k = 0; k < all_.dimension; ++k) sums.moment[k] = plane(from, k + 1) + at;
        return sums;
    }

    void pair(std::size_t i, std::size_t j, std::size_t side_i, std::size_t side_j) const {
        const std::size_t from = j * kernel::mutual_size, to = std::min(from + kernel::mutual_size, all_.count);
        kernel::add_mutual(mutual_, i * kernel::mutual_size, from, to, planes_of(i, side_j), planes_of(j, side_i));
    }

    /// Sums all pairs of one part. Tokens of one tile use plain sums, which overwrite their planes; the rest is added.
    void within(std::size_t a) const {
        const std::size_t d = static_cast<std::size_t>(all_.dimension);
        for (std::size_t tile = first_tile(a); tile < first_tile(a + 1) && !stop_.stop_requested(); ++tile) {
            const std::size_t from = tile * kernel::mutual_size;
            const kernel::TokenSumPlanes out = planes_of(tile, a);
            kernel::PairSums<Real> own = all_;
            own.count = own.targets = std::min(kernel::mutual_size, all_.count - from);
            own.sources += from * d;
            own.total = out.total;
            for (std::size_t k = 0; k < d; ++k) {
                own.query[k] += from;
                own.moment[k] = out.moment[k];
            }
            for (std::size_t i = 0; i < own.targets; i += kernel::tile_size) kernel::sum_tile(own, i);
        }
        for (std::size_t i = first_tile(a); i < first_tile(a + 1) && !stop_.stop_requested(); ++i)
            for (std::size_t j = i + 1; j < first_tile(a + 1); ++j) pair(i, j, a, a);
    }

    void between(std::size_t a, std::size_t b) const {
        for (int q = 0; q <= all_.dimension; ++q) {
            std::fill(plane(b, q) + first_tile(a) * kernel::mutual_size,
                      plane(b, q) + first_tile(a + 1) * kernel::mutual_size, 0.0);
            std::fill(plane(a, q) + first_tile(b) * kernel::mutual_size,
                      plane(a, q) + first_tile(b + 1) * kernel::mutual_size, 0.0);
        }
        for (std::size_t i = first_tile(a); i < first_tile(a + 1) && !stop_.stop_requested(); ++i)
            for (std::size_t j = first_tile(b); j < first_tile(b + 1); ++j) pair(i, j, a, b);
    }

    kernel::PairSums<Real> all_;
    std::size_t tiles_;
    double* parts_;
    kernel::MutualSums<Real> mutual_;
    StopToken stop_;
};

bool symmetric(const Matrix& a) {
    for (int row = 0; row < a.dimension; ++row)
        for (int column = 0; column < row; ++column)
            if (a(row, column) != a(column, row)) return false;
    return true;
}

template <class Real>
void evaluate_in(DirectPlanes<Real>& planes, const Cloud& cloud, const Model& model, const DirectExtent& extent,
                 StopToken stop, Field& field) {
    kernel::PairSums<Real> sums = planes.view(cloud);
    planes.fill(cloud, query_key(model), model.beta, extent.mass_unit);
    sums.causal = model.causal;
    sums.shifted = needs_shift<Real>(extent);
    const bool mutual =
        !sums.causal && !sums.weighted && !sums.shifted && symmetric(query_key(model)) && cloud.size() >= least_mutual;
    if (mutual) {
        MutualField<Real>(planes, sums, cloud).sum(stop);
        return finish(sums, model, extent.mass_unit, field);
    }
    const std::size_t tiles = padded(cloud.size()) / kernel::tile_size;
    oneapi::tbb::parallel_for(std::size_t{0}, tiles, [&](std::size_t tile) {
        if (!stop.stop_requested()) kernel::sum_tile(sums, tile * kernel::tile_size);
    });
    stop.check();
    finish(sums, model, extent.mass_unit, field);
}

}  // namespace

DirectExtent checked_extent(const DirectExtent& extent) {
    if (!std::isfinite(extent.exponent))
        throw RunError("model: β‖Q^T K‖ times the length of a token exceeds the range of double precision");
    return extent;
}

DirectExtent direct_extent(double exponent, const Cloud& cloud) {
    DirectExtent extent;
    extent.exponent = exponent;
    extent.mass_unit = cloud.mass(0);
    if (cloud.weighted()) {
        const auto [least, most] = std::minmax_element(cloud.masses().begin(), cloud.masses().end());
        extent.mass_unit = *most;
        extent.lightest = *least / *most;
    }
    return extent;
}

/// Single precision serves while its bound is below 1 and the masses' ratio keeps a term a normal float.
Precision usable_precision(Precision asked, const Model& model, const DirectExtent& extent) {
    const bool serves =
        5e-7 * (1 + extent.exponent * ln_2) < 1 && extent.lightest >= kernel::Exponents<float>::lightest;
    return serves ? resolve_precision(asked, model) : Precision::double_;
}

DirectSolver::DirectSolver(Precision precision)
    : buffers_(std::make_unique<Buffers>()),
      asked_(precision),
      used_(precision == Precision::single_ ? Precision::single_ : Precision::double_) {}

DirectSolver::~DirectSolver() = default;

void DirectSolver::evaluate(const Cloud& cloud, const Model& model, Field& field) {
    field.attention.resize(cloud.dimension(), cloud.size());
    field.log_partition.resize(cloud.size());
    if (cloud.size() == 0) return;
    const DirectExtent extent = checked_extent(extent_of(cloud, query_key(model), model.beta));
    used_ = usable_precision(asked_, model, extent);
    if (used_ == Precision::single_)
        evaluate_in(buffers_->single_, cloud, model, extent, stop_, field);
    else
        evaluate_in(buffers_->double_, cloud, model, extent, stop_, field);
}

SolverReport DirectSolver::report() const {
    SolverReport report;
    report.precision = used_;
    return report;
}

namespace {

/// Sums of `rows` targets in double precision: planes of M, total and moment.
struct TargetSums {
    std::size_t rows, dimension;
    std::vector<double> planes;

    TargetSums(std::size_t row_count, std::size_t d) : rows(row_count), dimension(d), planes(row_count * (d + 2), 0.0) {
        std::fill_n(planes.begin(), rows, -std::numeric_limits<double>::infinity());
    }
    double* plane(std::size_t k) { return planes.data() + k * rows; }
    TokenSums at(std::size_t t) const {
        TokenSums sums{planes[rows + t], {}, planes[t]};
        for (std::size_t k = 0; k < dimension; ++k) sums.moment[k] = planes[(k + 2) * rows + t];
        return sums;
    }
    /// Adds the sums over other sources.
    void add(const TargetSums& more) {
        for (std::size_t t = 0; t < rows; ++t) {
            const double shift = std::max(planes[t], more.planes[t]);
            if (std::isinf(shift)) continue;  // neither side has sources
            const double own = std::exp2(planes[t] - shift), other = std::exp2(more.planes[t] - shift);
            planes[t] = shift;
            for (std::size_t at = rows + t; at < planes.size(); at += rows)
                planes[at] = own * planes[at] + other * more.planes[at];
        }
    }
};

}  // namespace

std::vector<Vec3> direct_attention(const Cloud& cloud, const Model& model, std::span<const std::size_t> tokens,
                                   StopToken stop) {
    // Sources are cut into segments, so that few targets keep all threads busy, and into blocks that fit the cache.
    constexpr std::size_t segments = 16, block = 2048;
    const std::size_t d = static_cast<std::size_t>(cloud.dimension()), rows = padded(tokens.size()), stride = d + 1;
    const Matrix B = query_key(model);
    std::vector<double> query(rows * d, 0.0);
    for (std::size_t t = 0; t < tokens.size(); ++t) {
        const Vec3 z = query_image_log2(B, model.beta, cloud.token(tokens[t]));
        for (std::size_t k = 0; k < d; ++k) query[k * rows + t] = z[k];
    }
    const auto add_block = [&](std::size_t from, std::size_t to, TargetSums& all) {
        std::vector<double> sources((to - from) * stride);
        for (std::size_t j = from; j < to; ++j) {
            double* source = &sources[(j - from) * stride];
            const Vec3 x = cloud.token(j);
            std::copy_n(x.begin(), d, source);
            source[d] = cloud.weighted() ? cloud.mass(j) : 1.0;
        }
        TargetSums part(rows, d);
        kernel::PairSums<double> sums;
        sums.dimension = cloud.dimension();
        sums.count = to - from;
        sums.targets = tokens.size();
        sums.weighted = sums.shifted = true;
        sums.sources = sources.data();
        sums.shift = part.plane(0);
        sums.total = part.plane(1);
        for (std::size_t k = 0; k < d; ++k) {
            sums.query[k] = &query[k * rows];
            sums.moment[k] = part.plane(k + 2);
        }
        for (std::size_t first = 0; first < rows; first += kernel::tile_size) kernel::sum_tile(sums, first);
        all.add(part);
    };
    std::vector<TargetSums> sums(segments, TargetSums(rows, d));
    oneapi::tbb::parallel_for(std::size_t{0}, segments, [&](std::size_t segment) {
        const std::size_t from = segment * cloud.size() / segments, to = (segment + 1) * cloud.size() / segments;
        for (std::size_t at = from; at < to && !stop.stop_requested(); at += block)
            add_block(at, std::min(at + block, to), sums[segment]);
    });
    stop.check();
    for (std::size_t segment = 1; segment < segments; ++segment) sums[0].add(sums[segment]);
    std::vector<Vec3> attention(tokens.size());
    const double bound = score_bound(model);
    for (std::size_t t = 0; t < tokens.size(); ++t) {
        const double unit = cloud.weighted() ? 1.0 : 1.0 / static_cast<double>(cloud.size());
        const bool unnormalised = model.attention == Attention::unnormalized;
        attention[t] = attention_and_log_partition(sums[0].at(t), unit, unnormalised, model.beta, bound).attention;
    }
    return attention;
}

std::string simd_target() {
    return kernel::target_name(kernel::chosen_target());
}

std::vector<std::string> simd_targets() {
    std::vector<std::string> names;
    for (const std::int64_t target : kernel::supported_targets()) names.emplace_back(kernel::target_name(target));
    return names;
}

void restrict_simd(const std::string& name) {
    kernel::restrict_targets(0);
    if (name.empty()) return;
    std::string known;
    for (const std::int64_t target : kernel::supported_targets()) {
        if (kernel::target_name(target) == name) return kernel::restrict_targets(target);
        known += (known.empty() ? "" : ", ") + std::string(kernel::target_name(target));
    }
    throw InputError("SIMD target: found " + name + ", expected one of " + known);
}

}  // namespace coalesce
