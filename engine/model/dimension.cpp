#include <cmath>

#include "coalesce/model/scene.hpp"

namespace coalesce {
namespace {

Matrix resized(const Matrix& matrix, int dimension) {
    Matrix result = Matrix::identity(dimension);
    const int shared = std::min(matrix.dimension, dimension);
    for (int row = 0; row < shared; ++row) {
        for (int column = 0; column < shared; ++column) result(row, column) = matrix(row, column);
    }
    return result;
}

void flatten(Vec3& v) {
    v[2] = 0;
    if (v == Vec3{0, 0, 0}) v = {1, 0, 0};
}

void flatten(Event& event) {
    if (auto* push = std::get_if<hands::Push>(&event.act)) {
        push->rotation = {0, 0, push->rotation[2]};
        if (auto* cap = std::get_if<Cap>(&push->tokens)) flatten(cap->centre);
    } else if (auto* add = std::get_if<hands::Add>(&event.act)) {
        flatten(add->where.centre);
    } else if (auto* cap = std::get_if<Cap>(&std::get<hands::Remove>(event.act).tokens)) {
        flatten(cap->centre);
    }
}

InitialLaw flattened(InitialLaw law) {
    if (auto* mixture = std::get_if<MixtureLaw>(&law)) {
        for (auto& component : mixture->components) flatten(component.mean);
    } else if (auto* points = std::get_if<PointsLaw>(&law)) {
        for (Vec3& point : points->points) flatten(point);
    } else if (const auto* azimuthal = std::get_if<AzimuthalLaw>(&law)) {
        MixtureLaw circle;
        for (const auto& component : azimuthal->components) {
            const Vec3 mean{std::cos(component.mean), std::sin(component.mean), 0};
            circle.components.push_back({component.weight, mean, component.std});
        }
        return circle;
    }
    return law;
}

}  // namespace

void set_dimension(Scene& scene, int dimension) {
    if (dimension == scene.dimension && scene.model.dimension() == dimension) return;
    scene.dimension = dimension;
    for (Matrix* matrix : {&scene.model.Q, &scene.model.K, &scene.model.V}) *matrix = resized(*matrix, dimension);
    if (dimension == 3) return;
    scene.tokens.law = flattened(std::move(scene.tokens.law));
    for (Event& event : scene.events) flatten(event);
}

}  // namespace coalesce
