const path = require('node:path');
const { container } = require('webpack');

/** Hawtio brings these; a copy of ours would be a second React beside the one that draws the page. */
const fromHawtio = name => [name, { import: false, singleton: true, requiredVersion: false }];

module.exports = {
  entry: {},
  devtool: false,
  resolve: { extensions: ['.ts', '.tsx', '.js'] },
  module: {
    rules: [
      { test: /\.tsx?$/, loader: 'ts-loader' },
      // Hawtio has PatternFly's style sheets on the page already.
      { test: /\.css$/, type: 'asset/resource', generator: { emit: false } },
    ],
  },
  output: {
    path: path.resolve(process.env.CONSOLE_OUTPUT ?? path.join(__dirname, '../target/classes/hawtio/plugins/caravan')),
    filename: '[name].js',
    publicPath: 'auto',
    uniqueName: 'caravan',
    clean: true,
  },
  optimization: { chunkIds: 'named' },
  performance: { hints: false },
  plugins: [
    new container.ModuleFederationPlugin({
      name: 'caravan',
      filename: 'remoteEntry.js',
      exposes: { './plugin': './src/plugin.ts' },
      shared: Object.fromEntries(['@hawtio/react', 'react', 'react-dom', 'react-router-dom'].map(fromHawtio)),
    }),
  ],
};
