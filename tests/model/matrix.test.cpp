#include "coalesce/model/matrix.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <numbers>

#include "coalesce/model/model.hpp"

using namespace coalesce;

TEST_CASE("matrix products follow the rows-by-columns rule") {
    Matrix a = Matrix::diagonal(3, {1, 2, 3});
    a(0, 2) = 5;
    const Matrix r = Matrix::rotation(3, 0.3);
    const Vec3 x{0.2, -0.7, 1.5};
    const Vec3 once = (a * r) * x, twice = a * (r * x);
    // Both orders are three-term sums of numbers below 10: a few ulp.
    for (std::size_t k = 0; k < 3; ++k) CHECK(once[k] == doctest::Approx(twice[k]).epsilon(1e-14));
    CHECK(transposed(transposed(a)) == a);
    CHECK(transposed(a)(2, 0) == 5);
}

TEST_CASE("rotation turns the first axis counter-clockwise towards the second") {
    for (int d : {2, 3}) {
        const Vec3 image = Matrix::rotation(d, std::numbers::pi / 2) * Vec3{1, 0, 0};
        CHECK(image[0] == doctest::Approx(0).epsilon(1e-15));
        CHECK(image[1] == doctest::Approx(1));
        CHECK(Matrix::rotation(d, 0.4)(2, 2) == (d == 3 ? 1 : 0));
    }
}

TEST_CASE("spectral norm is the largest singular value") {
    CHECK(spectral_norm(Matrix::identity(2)) == doctest::Approx(1));
    CHECK(spectral_norm(Matrix::diagonal(3, {1, -4, 2})) == doctest::Approx(4));
    // Rotations preserve singular values.
    CHECK(spectral_norm(Matrix::rotation(3, 1) * Matrix::diagonal(3, {1, 7, 2})) == doctest::Approx(7));
    Matrix shear = Matrix::identity(2);
    shear(0, 1) = 1;
    CHECK(spectral_norm(shear) == doctest::Approx(std::numbers::phi));  // golden ratio, from λ² - 3λ + 1 = 0 of A^T A
    shear(1, 0) = std::numeric_limits<double>::infinity();
    CHECK_FALSE(is_finite(shear));
}

TEST_CASE("query_key gives <Qx, Ky> as <Bx, y>") {
    Model model = Model::standard(3);
    model.Q = Matrix::rotation(3, 0.7) * Matrix::diagonal(3, {1, 2, 3});
    model.K = Matrix::diagonal(3, {3, 1, -2}) * Matrix::rotation(3, -0.2);
    const Vec3 x{0.6, 0, 0.8}, y{0, 1, 0};
    CHECK(dot(query_key(model) * x, y) == doctest::Approx(dot(model.Q * x, model.K * y)));
    CHECK(score_bound(model) >= std::abs(dot(model.Q * x, model.K * y)));
}
