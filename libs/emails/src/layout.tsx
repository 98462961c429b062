import { Body, Button, Column, Container, Head, Heading, Html, Img, Row, Text } from 'react-email';
import type { ReactElement } from 'react';

import type { Branding, RenderOptions } from './account-mail.ts';
import type { MailContent } from './content.ts';
import { darkRules, look } from './look.ts';
import { messages } from './messages.ts';
import type { Messages } from './messages.ts';
import { nameInText } from './names.ts';
import { footerLinesOf, supportAddressOf } from './text.ts';

/** The one layout of account mail: brand, card, foot; 600 px wide, light and dark, nothing loaded from elsewhere. */
export function MailLayout({ content, options }: { content: MailContent; options: RenderOptions }): ReactElement {
  const t = messages[options.locale];
  return (
    <Html lang={options.locale}>
      <Head>
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{content.subject}</title>
        <style dangerouslySetInnerHTML={{ __html: `:root { color-scheme: light dark; }\n${darkRules}` }} />
      </Head>
      <Body style={look.body} className="ground">
        <div style={look.preview}>{content.paragraphs[0]}</div>
        <Row style={look.ground} className="ground">
          <Column style={look.groundCell} className="ink">
            <Container style={look.container}>
              <Brand branding={options.branding} />
              <Row style={look.card} className="card">
                <Column style={look.cardCell} className="card-cell">
                  <CardBody content={content} t={t} />
                </Column>
              </Row>
              <Foot content={content} branding={options.branding} t={t} />
            </Container>
          </Column>
        </Row>
      </Body>
    </Html>
  );
}

function Brand({ branding }: { branding: Branding }): ReactElement {
  const logo = logoOf(branding);
  return (
    <Text style={look.brand} className="ink">
      {logo !== null && <Img src={logo} alt="" height="24" style={look.logo} />}
      {nameInText(branding.productName)}
    </Text>
  );
}

function CardBody({ content, t }: { content: MailContent; t: Messages }): ReactElement {
  return (
    <>
      <Heading as="h1" style={look.heading} className="ink">
        {content.heading}
      </Heading>
      {[content.greeting, ...content.paragraphs].map((paragraph, index) => (
        <Text key={index} style={look.paragraph} className="ink">
          {paragraph}
        </Text>
      ))}
      {content.detail !== null && <Inset title={t.detail} text={content.detail} textStyle={look.server} />}
      {content.ifNotYou !== null && <Inset title={t.ifNotYou} text={content.ifNotYou} textStyle={look.insetText} />}
      {content.action !== null && <Action action={content.action} t={t} />}
      {content.caution !== null && (
        <Text style={look.quiet} className="quiet">
          {content.caution}
        </Text>
      )}
    </>
  );
}

function Inset({
  title,
  text,
  textStyle,
}: {
  title: string;
  text: string;
  textStyle: typeof look.insetText | typeof look.server;
}): ReactElement {
  return (
    <Row style={look.inset} className="inset">
      <Column style={look.insetCell}>
        <Text style={look.insetTitle} className="ink">
          {title}
        </Text>
        <Text style={textStyle} className="ink">
          {text}
        </Text>
      </Column>
    </Row>
  );
}

/** The link is an anchor once, on the button; below it stands as text, for those who want to see where it leads. */
function Action({ action, t }: { action: NonNullable<MailContent['action']>; t: Messages }): ReactElement {
  return (
    <>
      <Row style={look.buttonRow}>
        <Column>
          <Button {...(isWebLink(action.link) ? { href: action.link } : {})} style={look.button} className="button">
            {action.label}
          </Button>
        </Column>
      </Row>
      {action.ends !== null && (
        <Text style={look.quiet} className="quiet">
          {action.ends}
        </Text>
      )}
      <Text style={{ ...look.quiet, margin: '0 0 4px' }} className="quiet">
        {t.linkBelow}
      </Text>
      <Text style={look.link} className="quiet">
        {action.link}
      </Text>
    </>
  );
}

function Foot({ content, branding, t }: { content: MailContent; branding: Branding; t: Messages }): ReactElement {
  const support = supportAddressOf(branding);
  const lines = [
    `${t.why} ${content.why}`,
    ...(support === null ? [] : [t.help(support)]),
    t.sentBy(nameInText(branding.productName)),
    ...footerLinesOf(branding),
  ];
  return (
    <Row>
      <Column style={look.foot}>
        {lines.map((line, index) => (
          <Text key={index} style={look.footLine} className="quiet">
            {line}
          </Text>
        ))}
      </Column>
    </Row>
  );
}

/** A logged mail is shown again with a word in place of its link: that must not become an address. */
function isWebLink(link: string): boolean {
  return /^https?:\/\/[^\s]+$/u.test(link);
}

/** Only bitmaps travel inside the mail: SVG is dropped by most mail programs, a remote image is a tracker. */
function logoOf(branding: Branding): string | null {
  const logo = branding.logoDataUri;
  return logo !== null && /^data:image\/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/]+=*$/u.test(logo) ? logo : null;
}
