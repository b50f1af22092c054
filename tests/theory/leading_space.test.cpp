#include <doctest/doctest.h>

#include <cmath>
#include <numbers>

#include "coalesce/model/random.hpp"
#include "coalesce/theory/alignment.hpp"

using namespace coalesce;

namespace {

constexpr double pi = std::numbers::pi;
using Kind = LeadingSpace::Kind;

Matrix matrix(int dimension, std::initializer_list<double> rows) {
    Matrix m;
    m.dimension = dimension;
    auto value = rows.begin();
    for (int row = 0; row < dimension; ++row) {
        for (int column = 0; column < dimension; ++column) m(row, column) = *value++;
    }
    return m;
}

/// Makes Q = K = Id, so that A = V.
Model with_values(const Matrix& v) {
    Model model = Model::standard(v.dimension);
    model.V = v;
    return model;
}

LeadingSpace space_of(int dimension, std::initializer_list<double> rows) {
    return leading_space(with_values(matrix(dimension, rows)));
}

/// Makes a rotation of R^3 that mixes all axes.
Matrix turn3() {
    const double c = std::cos(0.7), s = std::sin(0.7), e = std::cos(1.1), f = std::sin(1.1);
    return matrix(3, {c, -s, 0, s, c, 0, 0, 0, 1}) * matrix(3, {1, 0, 0, 0, e, -f, 0, f, e});
}

Vec3 random_unit(const CounterRandom& random, std::size_t i, int dimension) {
    const auto a = random.normals(i, 0), b = random.normals(i, 1);
    return normalised({a[0], a[1], dimension == 3 ? b[0] : 0});
}

double axis_angle(const Vec3& a, const Vec3& b) {
    return std::min(angle_between(a, b), pi - angle_between(a, b));
}

}  // namespace

TEST_CASE("a simple real eigenvalue: two antipodal points") {
    const LeadingSpace space = space_of(3, {1, 0, 0, 0, 3, 0, 0, 0, -5});
    CHECK(space.kind == Kind::points);
    CHECK(axis_angle(space.basis[0], {0, 1, 0}) < 1e-15);
    CHECK(!space.rotating);
    REQUIRE(space.eigenvalues.size() == 3);
    CHECK(space.eigenvalues[0].real() == doctest::Approx(3));
    CHECK(space.eigenvalues[2].real() == doctest::Approx(-5));

    const LeadingSpace upper = space_of(2, {2, 7, 0, -1});  // eigenvectors e_x and (7, -3)
    CHECK(upper.kind == Kind::points);
    CHECK(axis_angle(upper.basis[0], {1, 0, 0}) < 1e-15);
    CHECK(axis_angle(space_of(2, {-1, 7, 0, -3}).basis[0], {1, 0, 0}) < 1e-15);
}

TEST_CASE("double real and complex pair: a great circle") {
    const LeadingSpace twice = space_of(3, {2, 0, 0, 0, 2, 0, 0, 0, 1});
    CHECK(twice.kind == Kind::circle);
    CHECK(!twice.rotating);
    CHECK(twice.basis[0] == Vec3{1, 0, 0});  // the angle in the xy-plane is the azimuth
    CHECK(twice.basis[1] == Vec3{0, 1, 0});

    const LeadingSpace pair = space_of(3, {1, -0.5, 0, 0.5, 1, 0, 0, 0, 0.3});
    CHECK(pair.kind == Kind::circle);
    CHECK(pair.rotating);
    CHECK(pair.eigenvalues[0].imag() == doctest::Approx(0.5));

    const LeadingSpace minor_jordan = space_of(3, {1, 1, 0, 0, 1, 0, 0, 0, 2});
    CHECK(minor_jordan.kind == Kind::points);
    CHECK(axis_angle(minor_jordan.basis[0], {0, 0, 1}) < 1e-15);
}

TEST_CASE("every direction leads") {
    for (const double factor : {1.0, -1.0, 0.0, 1e200, -1e-200}) {
        for (const int dimension : {2, 3}) {
            const LeadingSpace space = leading_space(with_values(factor * Matrix::identity(dimension)));
            CAPTURE(factor);
            CHECK(space.kind == Kind::everything);
            CHECK(!space.rotating);
            CHECK(space.eigenvalues.size() == static_cast<std::size_t>(dimension));
        }
    }
    const LeadingSpace circle = leading_space(with_values(Matrix::rotation(2, 0.4)));
    CHECK(circle.kind == Kind::everything);
    CHECK(circle.rotating);
    const LeadingSpace spin = space_of(3, {0, -1, 0, 1, 0, 0, 0, 0, 0});  // eigenvalues ±i and 0: real parts agree
    CHECK(spin.kind == Kind::everything);
    CHECK(spin.rotating);
}

TEST_CASE("a Jordan block leads along the end of its chain, where every token goes as 1/t") {
    struct Case {
        Matrix v;
        Vec3 line;
        double order;  // the angle falls as order/t
    };
    const Case cases[] = {{matrix(2, {1, 1, 0, 1}), {1, 0, 0}, 1},
                          {matrix(2, {1, 0, -3, 1}), {0, 1, 0}, 1. / 3},
                          {matrix(3, {1, 1, 0, 0, 1, 1, 0, 0, 1}), {1, 0, 0}, 2},
                          {matrix(3, {1, 1, 0, 0, 1, 0, 0, 0, 1}), {1, 0, 0}, 1},
                          {matrix(3, {2, 1, 0, 0, 2, 0, 0, 0, 1}), {1, 0, 0}, 1}};
    for (const Case& each : cases) {
        const int d = each.v.dimension;
        const Matrix turns[] = {Matrix::identity(d), d == 3 ? turn3() : Matrix::rotation(2, 0.7)};
        for (const Matrix& r : turns) {
            const Matrix v = r * each.v * transposed(r);
            const LeadingSpace space = leading_space(with_values(v));
            CHECK(space.kind == Kind::points);
            CHECK(space.defective);
            CHECK(!space.rotating);
            CHECK(axis_angle(space.basis[0], r * each.line) < 1e-12);
            CHECK(std::abs(space.eigenvalues[0].imag()) == 0);
            // e^{τV} x by its series, in pieces short enough to converge at once.
            Vec3 x = normalised(r * Vec3{0.3, 0.8, d == 3 ? 0.5 : 0.0});
            for (int piece = 0; piece < 4000; ++piece) {
                Vec3 term = x, sum = x;
                for (int k = 1; k < 12; ++k) sum = add(sum, term = scaled(v * term, 0.25 / k));
                x = normalised(sum);
            }
            CHECK(angle_to(space, x) < 3 * each.order / 1000);
            CHECK(angle_to(space, x) > 1e-5);
        }
    }
    CHECK_FALSE(space_of(3, {2, 0, 0, 0, 2, 0, 0, 0, 1}).defective);
    CHECK_FALSE(space_of(3, {1, 5, 0, 0, 1.1, 0, 0, 0, 0}).defective);
    CHECK_FALSE(space_of(3, {2, 0, 0, 0, 1, 1, 0, 0, 1}).defective);  // the block is not the leading one
    CHECK(describe_regime(with_values(matrix(2, {1, 1, 0, 1}))).find("align slowly") != std::string::npos);
}

TEST_CASE("a rotation of the sphere by less than a quarter turn leads along its axis") {
    const LeadingSpace space = leading_space(with_values(Matrix::rotation(3, 0.4)));
    CHECK(space.kind == Kind::points);
    CHECK(axis_angle(space.basis[0], {0, 0, 1}) < 1e-15);
    CHECK(!space.rotating);
}

TEST_CASE("equal within 1e-9 of the largest modulus, and no further") {
    CHECK(space_of(3, {1, 0, 0, 0, 1 - 5e-10, 0, 0, 0, -1}).kind == Kind::circle);
    CHECK(space_of(3, {1, 0, 0, 0, 1 - 2e-9, 0, 0, 0, -1}).kind == Kind::points);
    CHECK(space_of(3, {1, 0, 0, 0, 1 - 2e-9, 0, 0, 0, -10}).kind == Kind::circle);
}

TEST_CASE("E_max turns with the matrices, whatever its kind") {
    const Matrix r = turn3();
    const Matrix cases[] = {matrix(3, {3, 0, 0, 0, 1, 0, 0, 0, 2}), matrix(3, {2, 0, 0, 0, 2, 0, 0, 0, 1}),
                            matrix(3, {1, -0.5, 0, 0.5, 1, 0, 0, 0, 0.3}), matrix(3, {-1, 0, 0, 0, -1, 0, 0, 0, -2})};
    const CounterRandom random(1, Stream::sampling);
    for (const Matrix& v : cases) {
        const LeadingSpace plain = leading_space(with_values(v));
        const LeadingSpace turned = leading_space(with_values(r * v * transposed(r)));
        CHECK(turned.kind == plain.kind);
        CHECK(turned.rotating == plain.rotating);
        for (std::size_t i = 0; i < 20; ++i) {
            const Vec3 x = random_unit(random, i, 3);
            // Conjugation rounds entries at 1e-16; eigenvectors here are separated by gaps of order 1.
            CHECK(std::abs(angle_to(turned, r * x) - angle_to(plain, x)) < 1e-13);
        }
    }
}

TEST_CASE("Q and K count: E_max is that of V K^T Q") {
    Model model = Model::standard(3);
    const Matrix r = turn3();
    model.Q = matrix(3, {1, 2, 0, 0, 1, 0, 3, 0, 1});
    model.K = r;
    // V = diag(1, 4, 2) Q^-1 K^-T gives A = diag(1, 4, 2); Q^-1 by hand: Q = [[1,2,0],[0,1,0],[3,0,1]].
    model.V = matrix(3, {1, 0, 0, 0, 4, 0, 0, 0, 2}) * matrix(3, {1, -2, 0, 0, 1, 0, -3, 6, 1}) * r;
    const LeadingSpace space = leading_space(model);
    CHECK(space.kind == Kind::points);
    CHECK(axis_angle(space.basis[0], {0, 1, 0}) < 1e-13);
}

TEST_CASE("uniform tokens start at π/2 - 1 from a plane and at 1 from a line") {
    LeadingSpace plane;
    plane.kind = Kind::circle;
    plane.basis = {Vec3{1, 0, 0}, Vec3{0, 1, 0}};
    LeadingSpace line;
    line.kind = Kind::points;
    line.basis = {normalised({1, 2, 3}), Vec3{}};
    const CounterRandom random(3, Stream::initial_law);
    constexpr std::size_t n = 200000;
    double from_plane = 0, from_line = 0;
    for (std::size_t i = 0; i < n; ++i) {
        const Vec3 x = random_unit(random, i, 3);
        from_plane += angle_to(plane, x) / n;
        from_line += angle_to(line, x) / n;
    }
    // The elevation |φ| has density cos φ on [0, π/2], variance π - 3 = 0.1416 in both cases; 5 standard errors.
    const double tolerance = 5 * std::sqrt((pi - 3) / n);
    CHECK(std::abs(from_plane - (pi / 2 - 1)) < tolerance);
    CHECK(std::abs(from_line - 1) < tolerance);
    CHECK(angle_to(LeadingSpace{}, {0, 0, 1}) == 0);
}

TEST_CASE("the regime in one line") {
    Model model = with_values(matrix(3, {0.8, -0.4, 0, 0.4, 0.8, 0, 0, 0, 0.2}));
    CHECK(describe_regime(model) ==
          "eigenvalues 0.8 ± 0.4i, 0.2 · E_max: the great circle normal to (0, 0, 1) · tokens align in O(1), then keep "
          "rotating (complex pair) · no heat phase");

    model = with_values(Matrix::diagonal(3, {1, 1, 0.5}));
    model.Q = model.V;
    model.beta = 10;
    CHECK(describe_regime(model) ==
          "eigenvalues 1, 1, 0.25 · E_max: the great circle normal to (0, 0, 1) · tokens align in O(1) · backward "
          "heat: clusters sharpen, κ = 0.1");

    model = with_values(-1.0 * Matrix::identity(2));
    model.beta = 50;
    CHECK(describe_regime(model) ==
          "eigenvalues −1, −1 · E_max: the whole circle · no alignment phase · forward heat: tokens spread, κ = "
          "0.02");
    model.noise = 0.1;
    CHECK(describe_regime(model).find("no heat phase: noise is on") != std::string::npos);
    CHECK(describe_regime(Model::standard(3)) ==
          "eigenvalues 1, 1, 1 · E_max: the whole sphere · no alignment phase · backward heat: clusters sharpen, κ = "
          "0.0333");

    CHECK(describe_regime(with_values(Matrix::diagonal(3, {1, 2, 0.5}))).find("±(0, 1, 0)") != std::string::npos);
    model = Model::standard(2);
    model.beta = 0;
    CHECK(describe_regime(model).find("β = 0") != std::string::npos);
    CHECK(describe_regime(with_values(0.0 * Matrix::identity(3))).find("V K^T Q is zero") != std::string::npos);
    model = with_values(Matrix::diagonal(3, {1, 2, 0.5}));
    model.attention = Attention::unnormalized;
    CHECK(describe_regime(model).find("align in") == std::string::npos);
    CHECK(describe_regime(model).find("unnormalised") != std::string::npos);
}
