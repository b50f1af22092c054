#pragma once

#include <doctest/doctest.h>

#include <memory>
#include <string>

#include "cuda_on_host/fake_device.hpp"
#include "inputs/clouds.hpp"

namespace coalesce::cuda_tests {

struct Setting {
    Model model;
    Cloud cloud;
    Method method = Method::layer;
    SolverSpec solver{Solver::direct, 1e-4, Precision::double_};
};

inline Setting setting(int d, Attention attention = Attention::softmax, bool weighted = false, std::size_t count = 70) {
    Setting s{Model::standard(d), inputs::uniform_cloud(d, count, 5)};
    s.model.beta = 6;
    s.model.attention = attention;
    s.model.Q = inputs::tilted_rotation(d);
    s.model.K = inputs::random_matrix(d, 3);
    s.model.V = inputs::random_matrix(d, 4);
    if (weighted) inputs::give_masses(s.cloud, 6);
    return s;
}

inline std::unique_ptr<DeviceCloud> on_device(FakeRuntime& runtime, const Setting& s) {
    std::string why_not;
    auto cloud = fake_factory(runtime)({s.cloud, s.model, s.method, s.solver, 7}, why_not);
    CHECK(why_not.empty());
    return cloud;
}

inline double largest_distance(const Cloud& a, const Cloud& b) {
    double distance = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        const double here = norm(add(a.token(i), scaled(b.token(i), -1)));
        if (!(here <= distance)) distance = here;  // a NaN is kept
    }
    return distance;
}

/// Coordinates as pairs of floats are off by 2^-49, vectors of three by sqrt(3) times that.
inline constexpr double split = 4e-15;

}  // namespace coalesce::cuda_tests
