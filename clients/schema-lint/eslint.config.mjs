// The plugin's recommended rules for schemas, and a description on every element.
import graphql from "@graphql-eslint/eslint-plugin";

const recommended = graphql.configs["flat/schema-recommended"].rules;
const [, names] = recommended["@graphql-eslint/naming-convention"];

export default [
  {
    files: ["**/*.graphql"],
    languageOptions: {
      parser: graphql.parser,
      parserOptions: { graphQLConfig: { schema: "./schema.graphql" } },
    },
    plugins: { "@graphql-eslint": graphql },
    rules: {
      ...recommended,
      "@graphql-eslint/require-description": [
        "error",
        {
          types: true,
          rootField: true,
          DirectiveDefinition: true,
          EnumValueDefinition: true,
          FieldDefinition: true,
          InputValueDefinition: true,
          // async-graphql describes the arguments of directives in the introspection, and leaves
          // the descriptions out of the SDL that it prints.
          ignoredSelectors: ["DirectiveDefinition > InputValueDefinition"],
        },
      ],
      // Standards name their own: JOSE the algorithm `EdDSA` (RFC 8037), which is what clients
      // configure and what stands in a token's header,
      "@graphql-eslint/naming-convention": [
        "error",
        { ...names, EnumValueDefinition: { style: "UPPER_CASE", ignorePattern: "^EdDSA$" } },
      ],
      // and OAuth a client's `client_id` (RFC 6749), which is not the id of a Node.
      "@graphql-eslint/no-typename-prefix": "off",
      // An id is of what stands by itself, which is what `Node` says; what is only ever read as a
      // part of something (a connection, a payload, a verdict) has none.
      "@graphql-eslint/strict-id-in-types": "off",
    },
  },
];
