#include "coalesce/studies/single_location_descent.hpp"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <new>

#include "coalesce/model/error.hpp"
#include "model/cpu_clones.hpp"
#include "model/random_block.hpp"
#include "studies/single_location_link.hpp"

namespace coalesce {
namespace {

constexpr std::size_t lane_count = 8;  ///< partial sums of an inner product: whole vectors on any machine
constexpr std::size_t chunks = 64;     ///< chunks of the samples, whatever the number of threads
constexpr double negligible = 1e-19;   ///< a weight too small to change a sum in double precision

/// Computes <x,u> and <x,v> of one token by eight partial sums each, in the same order on every machine.
COALESCE_CPU_CLONES void project(const double* __restrict x, const double* __restrict u, const double* __restrict v,
                                 std::size_t width, double* __restrict along) {
    double a[lane_count] = {}, b[lane_count] = {};
    for (std::size_t j = 0; j < width; j += lane_count)
        for (std::size_t k = 0; k < lane_count; ++k) {
            a[k] += x[j + k] * u[j + k];
            b[k] += x[j + k] * v[j + k];
        }
    along[0] = ((a[0] + a[4]) + (a[1] + a[5])) + ((a[2] + a[6]) + (a[3] + a[7]));
    along[1] = ((b[0] + b[4]) + (b[1] + b[5])) + ((b[2] + b[6]) + (b[3] + b[7]));
}

COALESCE_CPU_CLONES void accumulate(const double* __restrict x, double a, double b, std::size_t width,
                                    double* __restrict u, double* __restrict v) {
    for (std::size_t j = 0; j < width; ++j) {
        u[j] += a * x[j];
        v[j] += b * x[j];
    }
}

/// Computes weights and answers of the tokens of one sample.
void attend_sample(const SingleLocation& s, const double* tokens, std::size_t width, const Student& at,
                   std::vector<TokenView>& views) {
    double largest = -HUGE_VAL, total = 0;
    for (std::size_t l = 0; l < views.size(); ++l) {
        double along[2];
        project(tokens + l * width, at.u.data(), at.v.data(), width, along);
        views[l] = {along[0], along[1], 0};
        largest = std::max(largest, along[0]);
    }
    const double score = s.beta * std::sqrt(static_cast<double>(s.d));
    for (TokenView& token : views) {
        token.weight = std::exp(score * (token.along_u - largest));
        total += token.weight;
    }
    for (TokenView& token : views) token.weight /= total;
}

/// Returns the squared error of one sample; adds its part of the gradient, without 2/n, to `sum`.
double add_sample(const SingleLocation& s, const LocationData& data, std::size_t sample, const Student& at,
                  std::vector<TokenView>& views, Student& sum) {
    const double* tokens = data.sample(sample);
    attend_sample(s, tokens, data.width, at, views);
    double answer = 0;
    for (const TokenView& token : views) answer += token.weight * link_value(s.link, token.along_v);
    const double error = answer - data.label[sample], score = s.beta * std::sqrt(static_cast<double>(s.d));
    for (std::size_t l = 0; l < views.size(); ++l) {
        const TokenView& token = views[l];
        if (token.weight < negligible) continue;
        const double pull = error * token.weight;
        accumulate(tokens + l * data.width, pull * score * (link_value(s.link, token.along_v) - answer),
                   pull * link_slope(s.link, token.along_v), data.width, sum.u.data(), sum.v.data());
    }
    return error * error;
}

double inner(const std::vector<double>& a, const std::vector<double>& b) {
    double sum = 0;
    for (std::size_t j = 0; j < a.size(); ++j) sum += a[j] * b[j];
    return sum;
}

void normalise(std::vector<double>& x) {
    const double length = std::sqrt(inner(x, x));
    for (double& value : x) value /= length;
}

/// Steps x <- normalise(x - step P_x g).
void descend(std::vector<double>& x, const std::vector<double>& g, double step) {
    const double along = inner(x, g);
    for (std::size_t j = 0; j < x.size(); ++j) x[j] -= step * (g[j] - along * x[j]);
    normalise(x);
}

std::size_t padded(std::int64_t d) {
    return (static_cast<std::size_t>(d) + lane_count - 1) / lane_count * lane_count;
}

/// Returns standard normals in coordinates first … d - 1, zeros elsewhere.
std::vector<double> random_direction(const SingleLocation& s, std::uint64_t index, std::size_t first) {
    const CounterRandom random(static_cast<std::uint64_t>(s.seed), Stream::location_start);
    std::vector<double> x(padded(s.d));
    for (std::size_t j = first; j < static_cast<std::size_t>(s.d); ++j)
        x[j] = random.normals(index, static_cast<std::uint32_t>(j / 2))[j % 2];
    normalise(x);
    return x;
}

/// Draws `count` tokens from `first` on, in the order of all samples' tokens, before one of each sample is informed.
void draw_tokens(const SingleLocation& s, std::size_t first, std::size_t count, LocationData& data) {
    const BlockRandom random(static_cast<std::uint64_t>(s.seed), Stream::location_data, first);
    double a[BlockRandom::lanes], b[BlockRandom::lanes];
    for (std::size_t j = 0; j < static_cast<std::size_t>(s.d); j += 2) {
        random.normals(static_cast<std::uint32_t>(j / 2), a, b);
        for (std::size_t k = 0; k < count; ++k) {
            double* token = data.x.data() + (first + k) * data.width;
            token[j] = a[k];
            if (j + 1 < static_cast<std::size_t>(s.d)) token[j + 1] = b[k];
        }
    }
}

void inform(const SingleLocation& s, std::size_t sample, LocationData& data) {
    const CounterRandom random(static_cast<std::uint64_t>(s.seed), Stream::location_secret);
    const double place = random.uniforms(sample, 0)[0] * static_cast<double>(s.L);
    data.secret[sample] = std::min(static_cast<std::size_t>(place), data.tokens - 1);
    double* token = data.x.data() + (sample * data.tokens + data.secret[sample]) * data.width;
    for (std::size_t j = 0; j < data.width; ++j) token[j] *= s.gamma;
    token[0] += s.c() * std::sqrt(static_cast<double>(s.d));
    data.label[sample] = link_value(s.link, token[1]) + s.epsilon * random.normals(sample, 1)[0];
}

}  // namespace

LocationData draw_data(const SingleLocation& settings) {
    LocationData data;
    data.samples = static_cast<std::size_t>(settings.n);
    data.tokens = static_cast<std::size_t>(settings.L);
    data.width = padded(settings.d);
    const std::size_t tokens = data.samples * data.tokens;
    try {
        data.x.resize(tokens * data.width);
        data.label.resize(data.samples);
        data.secret.resize(data.samples);
    } catch (const std::bad_alloc&) {
        throw RunError("not enough memory for n·L·d = " + std::to_string(tokens * data.width) + " numbers of data");
    }
    constexpr std::size_t lanes = BlockRandom::lanes;
    tbb::parallel_for(std::size_t{0}, (tokens + lanes - 1) / lanes, [&](std::size_t block) {
        draw_tokens(settings, block * lanes, std::min(lanes, tokens - block * lanes), data);
    });
    for (std::size_t sample = 0; sample < data.samples; ++sample) inform(settings, sample, data);
    return data;
}

Student start_of(const SingleLocation& settings) {
    if (settings.start == LocationStart::random)
        return {random_direction(settings, 0, 0), random_direction(settings, 1, 0)};
    Student student{random_direction(settings, 0, 2), random_direction(settings, 1, 2)};
    const double along = inner(student.u, student.v);
    for (std::size_t j = 0; j < student.v.size(); ++j) student.v[j] -= along * student.u[j];
    normalise(student.v);
    const double beside_u = std::sqrt(1 - settings.mu * settings.mu),
                 beside_v = std::sqrt(1 - settings.nu * settings.nu);
    for (double& value : student.u) value *= beside_u;
    for (double& value : student.v) value *= beside_v;
    student.u[0] = settings.mu;
    student.v[1] = settings.nu;
    return student;
}

OrderParameters order_of(const Student& student) {
    return {.mu = student.u[0],
            .nu = student.v[1],
            .zeta = student.v[0],
            .eta = student.u[1],
            .rho = inner(student.u, student.v)};
}

double loss_and_gradient(const SingleLocation& settings, const LocationData& data, const Student& at,
                         Student& gradient) {
    const std::size_t size = (data.samples + chunks - 1) / chunks;
    std::vector<Student> sums(chunks);
    std::vector<double> losses(chunks);
    tbb::parallel_for(tbb::blocked_range<std::size_t>(0, chunks, 1), [&](const auto& range) {
        std::vector<TokenView> views(data.tokens);
        for (std::size_t chunk = range.begin(); chunk != range.end(); ++chunk) {
            sums[chunk] = {std::vector<double>(data.width), std::vector<double>(data.width)};
            const std::size_t end = std::min(data.samples, (chunk + 1) * size);
            for (std::size_t sample = chunk * size; sample < end; ++sample)
                losses[chunk] += add_sample(settings, data, sample, at, views, sums[chunk]);
        }
    });
    double loss = 0;
    gradient = {std::vector<double>(data.width), std::vector<double>(data.width)};
    const auto count = static_cast<double>(data.samples);
    for (std::size_t chunk = 0; chunk < chunks; ++chunk) {
        loss += losses[chunk];
        for (std::size_t j = 0; j < data.width; ++j) {
            gradient.u[j] += 2 / count * sums[chunk].u[j];
            gradient.v[j] += 2 / count * sums[chunk].v[j];
        }
    }
    return loss / count;
}

LocationDescent::LocationDescent(const SingleLocation& settings)
    : settings_(settings), data_(draw_data(settings)), student_(start_of(settings)) {
    loss_ = loss_and_gradient(settings_, data_, student_, gradient_);
}

void LocationDescent::advance() {
    descend(student_.u, gradient_.u, settings_.step);
    descend(student_.v, gradient_.v, settings_.step);
    loss_ = loss_and_gradient(settings_, data_, student_, gradient_);
    ++iteration_;
}

std::vector<TokenView> view_tokens(const SingleLocation& settings, const LocationData& data, const Student& student,
                                   std::size_t sample) {
    std::vector<TokenView> views(data.tokens);
    attend_sample(settings, data.sample(sample), data.width, student, views);
    return views;
}

}  // namespace coalesce
