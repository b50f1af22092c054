#include "inputs/clouds.hpp"

#include <cmath>
#include <random>

namespace coalesce::inputs {

namespace {

Vec3 gaussian(int dimension, std::mt19937_64& random) {
    std::normal_distribution<double> normal;
    Vec3 x{};
    for (int k = 0; k < dimension; ++k) x[static_cast<std::size_t>(k)] = normal(random);
    return x;
}

Vec3 on_sphere(const Vec3& x) {
    const double length = std::hypot(x[0], x[1], x[2]);
    return {x[0] / length, x[1] / length, x[2] / length};
}

}  // namespace

Cloud uniform_cloud(int dimension, std::size_t count, std::uint64_t seed) {
    std::mt19937_64 random(seed);
    Cloud cloud(dimension, count);
    for (std::size_t i = 0; i < count; ++i) cloud.set_token(i, on_sphere(gaussian(dimension, random)));
    return cloud;
}

Cloud clustered_cloud(int dimension, std::size_t count, double width, std::uint64_t seed) {
    std::mt19937_64 random(seed);
    const Cloud centres = uniform_cloud(dimension, 5, seed + 1);
    Cloud cloud(dimension, count);
    for (std::size_t i = 0; i < count; ++i) {
        Vec3 x = centres.token(i % 5);
        const Vec3 offset = gaussian(dimension, random);
        for (std::size_t k = 0; k < 3; ++k) x[k] += width * offset[k];
        cloud.set_token(i, on_sphere(x));
    }
    return cloud;
}

Cloud single_point_cloud(int dimension, std::size_t count) {
    Cloud cloud(dimension, count);
    const Vec3 point = on_sphere({0.3, -0.9, dimension == 3 ? 0.7 : 0.0});
    for (std::size_t i = 0; i < count; ++i) cloud.set_token(i, point);
    return cloud;
}

void give_masses(Cloud& cloud, std::uint64_t seed) {
    std::mt19937_64 random(seed);
    std::uniform_real_distribution<double> decades(-3, 0);
    std::vector<double> masses(cloud.size());
    for (double& mass : masses) mass = std::pow(10, decades(random));
    cloud.set_masses(std::move(masses));
}

Matrix random_matrix(int dimension, std::uint64_t seed) {
    std::mt19937_64 random(seed);
    std::normal_distribution<double> normal;
    Matrix matrix;
    matrix.dimension = dimension;
    for (int row = 0; row < dimension; ++row)
        for (int column = 0; column < dimension; ++column) matrix(row, column) = normal(random);
    return matrix;
}

Matrix tilted_rotation(int dimension) {
    if (dimension == 2) return Matrix::rotation(2, 1.1);
    Matrix tilt = Matrix::identity(3);  // turns the second axis towards the third
    tilt(1, 1) = tilt(2, 2) = std::cos(0.8);
    tilt(2, 1) = std::sin(0.8);
    tilt(1, 2) = -tilt(2, 1);
    return tilt * Matrix::rotation(3, 1.1);
}

Cloud rotated(const Cloud& cloud, const Matrix& rotation) {
    Cloud result = cloud;
    for (std::size_t i = 0; i < cloud.size(); ++i) result.set_token(i, rotation * cloud.token(i));
    return result;
}

}  // namespace coalesce::inputs
