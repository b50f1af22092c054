#include "field/field.hpp"

#include "command/command.hpp"
#include "model/npy.hpp"

namespace coalesce::command {

void add_field(CLI::App& root) {
    CLI::App* app = root.add_subcommand("field", "Velocities of the initial state: an N×d float64 .npy file");
    auto common = std::make_shared<Common>();
    auto out = std::make_shared<std::string>();
    common->add_to(*app);
    app->add_option("--out", *out, "The file to write")->type_name("FILE.npy")->required();
    app->callback([common, out] {
        const Scene scene = common->load().scene;
        const Cloud cloud = draw(scene.tokens.law, scene.dimension, static_cast<std::size_t>(scene.tokens.count),
                                 static_cast<std::uint64_t>(scene.tokens.seed));
        Field field;
        make_solver(scene.solver)->evaluate(cloud, scene.model, field);
        Vectors velocity;
        velocities(cloud, scene.model, field, velocity);
        const auto d = static_cast<std::size_t>(cloud.dimension());
        std::vector<double> rows(cloud.size() * d);
        for (std::size_t i = 0; i < cloud.size(); ++i)
            for (std::size_t k = 0; k < d; ++k) rows[i * d + k] = velocity.axis(static_cast<int>(k))[i];
        write_npy(*out, rows, cloud.size(), d);
    });
}

}  // namespace coalesce::command
