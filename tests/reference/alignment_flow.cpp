#include "reference/alignment_flow.hpp"

namespace coalesce::reference {

Vec3 alignment_flow(const Model& model, Vec3 x, double time, int steps) {
    const Matrix kt = transposed(model.K);
    const auto f = [&](const Vec3& y) {
        const Vec3 image = kt * (model.Q * y);
        return tangent_part(y, scaled(model.V * image, 1 / norm(image)));
    };
    const double h = time / steps;
    for (int step = 0; step < steps; ++step) {
        const Vec3 k1 = f(x);
        const Vec3 k2 = f(add(x, scaled(k1, h / 2)));
        const Vec3 k3 = f(add(x, scaled(k2, h / 2)));
        const Vec3 k4 = f(add(x, scaled(k3, h)));
        const Vec3 sum = add(add(k1, k4), scaled(add(k2, k3), 2));
        x = normalised(add(x, scaled(sum, h / 6)));
    }
    return x;
}

}  // namespace coalesce::reference
