#include "coalesce/observe/state_sums.hpp"

#include <doctest/doctest.h>
#include <oneapi/tbb/global_control.h>

#include <algorithm>
#include <cmath>

#include "inputs/clouds.hpp"

using namespace coalesce;

namespace {

/// Makes a field by formula: the sums need no real attention.
Field some_field(const Cloud& cloud, double bound) {
    Field field;
    field.attention.resize(cloud.dimension(), cloud.size());
    field.log_partition.resize(cloud.size());
    for (std::size_t i = 0; i < cloud.size(); ++i) {
        const Vec3 x = cloud.token(i);
        for (int k = 0; k < cloud.dimension(); ++k)
            field.attention.axis(k)[i] = 0.7 * x[static_cast<std::size_t>(k)] + 0.1 * std::sin(3 * x[0] + k);
        field.log_partition[i] = bound * (1 + x[1]) / 2;
    }
    return field;
}

StateSums one_by_one(const Cloud& cloud, const Model& model, const Field& field, const LeadingSpace& space) {
    const double bound = model.beta * score_bound(model);
    long double energy = 0, speed = 0, angle = 0;
    StateSums sums;
    for (std::size_t i = 0; i < cloud.size(); ++i) {
        const Vec3 x = cloud.token(i), v = tangent_part(x, model.V * field.attention.at(i));
        energy += cloud.mass(i) * std::exp(field.log_partition[i] - bound);
        speed += cloud.mass(i) * norm(v);
        angle += cloud.mass(i) * angle_to(space, x);
        sums.max_speed = std::max(sums.max_speed, norm(v));
        sums.drift = std::max(sums.drift, std::abs(norm(x) - 1));
    }
    sums.energy = static_cast<double>(energy) / (2 * model.beta);
    sums.mean_speed = static_cast<double>(speed);
    sums.alignment = static_cast<double>(angle);
    return sums;
}

LeadingSpace space_of(LeadingSpace::Kind kind) {
    LeadingSpace space;
    space.kind = kind;
    const Vec3 first = normalised({0.3, -0.5, 0.8});
    space.basis = {first, normalised(cross(first, {0, 0, 1}))};
    if (kind == LeadingSpace::Kind::points) space.basis[1] = {};
    return space;
}

Model some_model(int dimension) {
    Model model = Model::standard(dimension);
    model.beta = 9;
    model.V = inputs::random_matrix(dimension, 3);
    return model;
}

void check_equal(const StateSums& a, const StateSums& b) {
    // A few ulp of a term, and sqrt(N) of 1e-16 for the sums.
    CHECK(a.energy == doctest::Approx(b.energy).epsilon(1e-13));
    CHECK(a.mean_speed == doctest::Approx(b.mean_speed).epsilon(1e-13));
    CHECK(a.max_speed == doctest::Approx(b.max_speed).epsilon(1e-13));
    CHECK(a.alignment == doctest::Approx(b.alignment).epsilon(1e-13));
    CHECK(std::abs(a.drift - b.drift) < 1e-15);
}

}  // namespace

TEST_CASE("sums over tokens agree with a loop over them") {
    for (const int dimension : {2, 3})
        for (const std::size_t count : {std::size_t{1}, std::size_t{13}, std::size_t{511}, std::size_t{70'001}})
            for (const bool weighted : {false, true})
                for (const auto kind : {LeadingSpace::Kind::points, LeadingSpace::Kind::circle}) {
                    if (dimension == 2 && kind == LeadingSpace::Kind::circle) continue;
                    CAPTURE(dimension);
                    CAPTURE(count);
                    Cloud cloud = inputs::uniform_cloud(dimension, count, 7);
                    cloud.set_token(count / 2, scaled(cloud.token(count / 2), 1.001));
                    if (weighted) inputs::give_masses(cloud, 8);
                    const Model model = some_model(dimension);
                    const Field field = some_field(cloud, model.beta);
                    LeadingSpace space = space_of(kind);
                    if (dimension == 2) space.basis[0] = normalised({0.6, -0.2, 0});
                    check_equal(measure_tokens(cloud, model, field, space), one_by_one(cloud, model, field, space));
                }
}

TEST_CASE("angles to E_max at its ends: on it, next to it, and across") {
    for (const auto kind : {LeadingSpace::Kind::points, LeadingSpace::Kind::circle}) {
        const LeadingSpace space = space_of(kind);
        const Vec3 on = space.basis[0], across = cross(space.basis[0], normalised({1, 2, 3}));
        for (const Vec3& x : {on, scaled(on, -1), normalised(add(on, scaled(across, 1e-9))), normalised(across)}) {
            Cloud cloud(3, 1);
            cloud.set_token(0, x);
            const Model model = some_model(3);
            const StateSums sums = measure_tokens(cloud, model, some_field(cloud, 9), space);
            CHECK(std::abs(sums.alignment - angle_to(space, x)) < 1e-15);
        }
    }
    Cloud cloud = inputs::uniform_cloud(3, 10, 1);
    CHECK(measure_tokens(cloud, some_model(3), some_field(cloud, 9), {}).alignment == 0);
}

TEST_CASE("beyond most_summed tokens: the energy of all, means within their error") {
    const Cloud cloud = inputs::clustered_cloud(3, 300'000, 0.3, 2);
    const Model model = some_model(3);
    const Field field = some_field(cloud, model.beta);
    const LeadingSpace space = space_of(LeadingSpace::Kind::circle);
    const StateSums found = measure_tokens(cloud, model, field, space), all = one_by_one(cloud, model, field, space);
    CHECK(found.energy == doctest::Approx(all.energy).epsilon(1e-13));
    // 5 standard errors of 150 000 tokens; neither quantity scatters by more than its range.
    CHECK(std::abs(found.mean_speed - all.mean_speed) < 5 * all.max_speed / 387);
    CHECK(std::abs(found.alignment - all.alignment) < 5 * 1.6 / 387);
    CHECK(found.mean_speed != all.mean_speed);
    CHECK(found.max_speed <= all.max_speed * (1 + 1e-13));
    CHECK(found.max_speed > 0.95 * all.max_speed);
}

TEST_CASE("β = 0 and causal masks go through the same energy") {
    Cloud cloud = inputs::uniform_cloud(3, 9'000, 5);
    inputs::give_masses(cloud, 6);
    Model model = some_model(3);
    model.K = inputs::random_matrix(3, 9);
    model.beta = 0;
    const Matrix B = query_key(model);
    const double s = score_bound(model);
    Field field = some_field(cloud, 1);
    for (const bool causal : {false, true}) {
        model.causal = causal;
        // Σ_j over the moment of the sources, in long double.
        long double sum = 0, place[3] = {}, mass = 0;
        const auto take = [&](std::size_t i) {
            for (std::size_t k = 0; k < 3; ++k) place[k] += cloud.mass(i) * cloud.token(i)[k];
            mass += cloud.mass(i);
        };
        const auto pair = [&](std::size_t i) {
            const Vec3 z = B * cloud.token(i);
            sum += cloud.mass(i) * (z[0] * place[0] + z[1] * place[1] + z[2] * place[2] - s * mass);
        };
        if (!causal)
            for (std::size_t i = 0; i < cloud.size(); ++i) take(i);
        for (std::size_t i = 0; i < cloud.size(); ++i) {
            if (causal) take(i);
            pair(i);
        }
        const double expected = static_cast<double>(sum) / 2;
        CHECK(measure_tokens(cloud, model, field, {}).energy == doctest::Approx(expected).epsilon(1e-12));
    }
}

TEST_CASE("sums do not depend on the number of threads") {
    const Cloud cloud = inputs::uniform_cloud(3, 400'000, 3);
    const Model model = some_model(3);
    const Field field = some_field(cloud, model.beta);
    const LeadingSpace space = space_of(LeadingSpace::Kind::points);
    const StateSums many = measure_tokens(cloud, model, field, space);
    const oneapi::tbb::global_control one(oneapi::tbb::global_control::max_allowed_parallelism, 1);
    const StateSums single = measure_tokens(cloud, model, field, space);
    CHECK(many.energy == single.energy);
    CHECK(many.mean_speed == single.mean_speed);
    CHECK(many.alignment == single.alignment);
}
