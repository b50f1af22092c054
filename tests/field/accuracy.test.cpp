#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "coalesce/field/direct.hpp"
#include "inputs/clouds.hpp"
#include "reference/attention.hpp"

using namespace coalesce;

namespace {

// Error promised in direct.hpp: in ulp u it is 8 u (single) and 45 u (double) times (1 + β‖Q^T K‖): inputs, product and
// exponent each round a score of size β‖Q^T K‖ once, sums add the rest.
double bound(Precision precision, const Model& model) {
    const double unit = precision == Precision::double_ ? 5e-15 : 5e-7;
    return unit * (1 + model.beta * reference::spectral_norm(query_key(model)));
}

double velocity_error(const Cloud& cloud, const Model& model, Precision precision, const std::vector<Vec3>& expected,
                      std::size_t stride = 1) {
    DirectSolver solver(precision);
    Field field;
    Vectors v;
    solver.evaluate(cloud, model, field);
    REQUIRE(solver.report().precision == precision);
    velocities(cloud, model, field, v);
    double error = 0;
    for (std::size_t k = 0; k < expected.size(); ++k) {
        const double deviation = norm(add(v.at(k * stride), scaled(expected[k], -1)));
        if (!(deviation <= error)) error = deviation;  // a NaN is kept
    }
    return error / reference::spectral_norm(model.V);
}

struct Case {
    std::string name;
    Cloud cloud;
};

std::vector<Case> clouds(int d) {
    std::vector<Case> cases{{"uniform", inputs::uniform_cloud(d, 203, 1)},
                            {"clustered", inputs::clustered_cloud(d, 203, 1e-3, 2)},
                            {"one point", inputs::single_point_cloud(d, 203)}};
    for (std::size_t k = 0; k < 3; ++k) {
        cases.push_back({cases[k].name + " with masses", cases[k].cloud});
        inputs::give_masses(cases.back().cloud, 3);
    }
    return cases;
}

/// Q, K, V random; and Q^T K = -Id, for which no token has its largest score with itself.
std::vector<Model> models(int d) {
    Model random = Model::standard(d), repelling = Model::standard(d);
    random.Q = inputs::random_matrix(d, 4);
    random.K = inputs::random_matrix(d, 5);
    random.V = inputs::random_matrix(d, 6);
    repelling.Q = -1.0 * repelling.Q;
    return {random, repelling};
}

void check_all_kinds(int d, double beta) {
    for (const Case& each : clouds(d))
        for (Model model : models(d))
            for (int kind = 0; kind < 4; ++kind) {
                model.beta = beta;
                model.causal = kind & 1;
                model.attention = kind & 2 ? Attention::unnormalized : Attention::softmax;
                CAPTURE(each.name);
                CAPTURE(kind);
                const auto expected = reference::velocities(each.cloud, model);
                for (const std::string& target : simd_targets()) {
                    CAPTURE(target);
                    restrict_simd(target);
                    for (const Precision precision : {Precision::single_, Precision::double_})
                        CHECK(velocity_error(each.cloud, model, precision, expected) <= bound(precision, model));
                }
                restrict_simd("");
            }
}

}  // namespace

TEST_CASE("velocities keep the promised error at every temperature, mask, mass and SIMD target") {
    for (const int d : {2, 3})
        for (const double beta : {0.0, 1e-3, 1.0, 30.0, 1e3, 1e5}) {
            CAPTURE(d);
            CAPTURE(beta);
            check_all_kinds(d, beta);
        }
}

TEST_CASE("velocities of ten thousand tokens keep the promised error") {
    const std::size_t stride = 499;  // 21 targets, for each of which the reference takes 10^4 exponentials
    for (const int d : {2, 3})
        for (Model model : models(d))
            for (const bool causal : {false, true}) {
                const Cloud cloud = inputs::uniform_cloud(d, 10000, 7);
                model.beta = 30;
                model.causal = causal;
                std::vector<Vec3> expected;
                for (std::size_t i = 0; i < cloud.size(); i += stride)
                    expected.push_back(reference::velocity_at(cloud, model, i));
                for (const Precision precision : {Precision::single_, Precision::double_})
                    CHECK(velocity_error(cloud, model, precision, expected, stride) <= bound(precision, model));
            }
}

TEST_CASE("pairs that share their exponential keep the promised error, as do those of a matrix not quite symmetric") {
    for (const int d : {2, 3})
        for (const bool clustered : {false, true})
            for (const std::size_t count : {1, 2, 255, 256, 257, 1000, 2047, 2048, 2049, 2304, 3001}) {
                const Cloud cloud =
                    clustered ? inputs::clustered_cloud(d, count, 1e-3, 11) : inputs::uniform_cloud(d, count, 11);
                Model model = models(d)[0];
                model.Q = model.K;
                model.beta = 20;
                model.attention = clustered ? Attention::unnormalized : Attention::softmax;
                const std::size_t stride = std::max<std::size_t>(1, count / 7 - 1);
                CAPTURE(d);
                CAPTURE(count);
                for (const bool symmetric : {true, false}) {
                    if (!symmetric) {  // one ulp
                        model.Q = Model::standard(d).Q;
                        model.K = Model::standard(d).K;
                        model.Q(0, 1) = 0x1p-52;
                    }
                    std::vector<Vec3> expected;
                    for (std::size_t i = 0; i < count; i += stride)
                        expected.push_back(reference::velocity_at(cloud, model, i));
                    for (const std::string& target : simd_targets()) {
                        restrict_simd(target);
                        for (const Precision precision : {Precision::single_, Precision::double_})
                            CHECK(velocity_error(cloud, model, precision, expected, stride) <= bound(precision, model));
                    }
                    restrict_simd("");
                }
            }
}

TEST_CASE("log partition and energy agree with the sum over pairs") {
    for (const int d : {2, 3})
        for (const double beta : {0.0, 1.0, 30.0, 1e3})
            for (const bool causal : {false, true}) {
                Cloud cloud = inputs::clustered_cloud(d, 100, 0.2, 8);
                inputs::give_masses(cloud, 9);
                Model model = models(d)[0];
                model.beta = beta;
                model.causal = causal;
                DirectSolver solver(Precision::double_);
                Field field;
                solver.evaluate(cloud, model, field);
                // F is a score of size β‖Q^T K‖ plus a logarithm; the energy is proportional to exp of F's error.
                const double tolerance = bound(Precision::double_, model);
                for (std::size_t i = 0; i < cloud.size(); i += 9)
                    CHECK(std::abs(field.log_partition[i] - reference::attention_at(cloud, model, i).log_partition) <=
                          tolerance);
                const double expected = reference::energy(cloud, model);
                CHECK(energy(cloud, model, field) == doctest::Approx(expected).epsilon(tolerance));
            }
}

TEST_CASE("attention of chosen tokens agrees with the sum over pairs, for any number of sources") {
    for (const int d : {2, 3})
        for (const double beta : {0.0, 30.0, 1e4})
            for (const std::size_t count : {1, 5, 1000, 40000}) {  // 40000: two blocks a segment
                Cloud cloud = inputs::clustered_cloud(d, count, 0.2, 12);
                if (count == 1000) inputs::give_masses(cloud, 13);
                Model model = models(d)[0];
                model.beta = beta;
                model.attention = d == 2 ? Attention::softmax : Attention::unnormalized;
                const std::vector<std::size_t> tokens{count - 1, count / 2, 0};
                const std::vector<Vec3> attention = direct_attention(cloud, model, tokens);
                for (std::size_t t = 0; t < tokens.size(); ++t) {
                    const Vec3 expected = reference::attention_at(cloud, model, tokens[t]).mean;
                    CHECK(norm(add(attention[t], scaled(expected, -1))) <= bound(Precision::double_, model));
                }
            }
}

TEST_CASE("masses over many decades stay exact, in double precision whatever was asked") {
    Cloud cloud = inputs::uniform_cloud(3, 70, 10);
    std::vector<double> masses(70);
    for (std::size_t i = 0; i < 70; ++i) masses[i] = std::pow(10.0, -2.0 * static_cast<double>(i));
    std::reverse(masses.begin(), masses.end());  // causal: light tokens attend to lighter ones only
    cloud.set_masses(masses);
    for (const double beta : {1.0, 500.0, 2000.0}) {
        Model model = Model::standard(3);
        model.beta = beta;
        model.causal = true;
        const auto expected = reference::velocities(cloud, model);
        DirectSolver solver(Precision::single_);
        Field field;
        Vectors v;
        solver.evaluate(cloud, model, field);
        CHECK(solver.report().precision == Precision::double_);
        velocities(cloud, model, field, v);
        for (std::size_t i = 0; i < 70; ++i)
            CHECK(norm(add(v.at(i), scaled(expected[i], -1))) <= bound(Precision::double_, model));
    }
}

TEST_CASE("automatic precision turns double where the single-precision bound passes 1e-4") {
    Model model = Model::standard(3);
    model.beta = 198;
    CHECK(resolve_precision(Precision::automatic, model) == Precision::single_);
    model.beta = 200;
    CHECK(resolve_precision(Precision::automatic, model) == Precision::double_);
    CHECK(resolve_precision(Precision::single_, model) == Precision::single_);
    model.beta = 30;
    model.K = 10.0 * model.K;  // β‖Q^T K‖ = 300
    CHECK(resolve_precision(Precision::automatic, model) == Precision::double_);
}
